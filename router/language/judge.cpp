#include "router/language/judge.h"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include <algorithm>
#include <array>

#include "router/language/telling_words.h"
#include "router/language/word_vote.h"
#include "router/message/text.h"

namespace crosstown {
namespace {

constexpr std::size_t max_read = 4096;
// cld2 is made for pages. Below this many bytes of letters it takes names for languages; at this
// share of them it means the whole and not a quotation.
constexpr std::size_t fewest_bytes = 24;
constexpr int least_percent = 60;

std::string_view primary(std::string_view language) {
  return language.substr(0, language.find_first_of("-_"));
}

// Web and mail addresses are in no language; cld2 takes them for English. Nearly every text has
// none.
std::string without_addresses(std::string_view text) {
  std::string out;
  if (text.find('@') == std::string_view::npos && text.find("://") == std::string_view::npos) {
    out = text;
    return out;
  }
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" \n\t"), text.size() - 1) + 1;
    const auto word = text.substr(0, end);
    if (word.find("://") == std::string_view::npos && word.find('@') == std::string_view::npos)
      out += word;
    text.remove_prefix(end);
  }
  return out;
}

// Whether votes of words settle anything there: all its languages have words.
bool all_have_words(const std::vector<std::string>& languages) {
  return std::all_of(languages.begin(), languages.end(), [](const std::string& one) {
    return std::count(languages_with_words.begin(), languages_with_words.end(), primary(one)) > 0;
  });
}

}  // namespace

std::string_view to_text(Judged::By by) {
  constexpr std::array<std::string_view, 5> words{"declared", "detected", "earlier", "words",
                                                  "default"};
  return words[static_cast<std::size_t>(by)];
}

LanguageJudge::LanguageJudge(std::vector<std::string> languages)
    : languages_(std::move(languages)), words_decide_(all_have_words(languages_)) {}

std::string LanguageJudge::of_the_city(std::string_view language) const {
  const auto found =
      std::find_if(languages_.begin(), languages_.end(),
                   [&](const std::string& one) { return primary(one) == primary(language); });
  return found == languages_.end() ? std::string() : *found;
}

Judged LanguageJudge::judge(std::string_view declared, std::string_view text,
                            std::string_view earlier) const {
  using By = Judged::By;
  if (!declared.empty()) return {std::string(declared), By::declared};
  if (languages_.size() == 1) return {languages_.front(), By::default_};
  const std::string read = without_addresses(cut(text, max_read));
  const WordVote vote = word_vote(read);
  if (auto found = detected(read, vote); !found.empty()) return {std::move(found), By::detected};
  if (!earlier.empty() && !of_the_city(earlier).empty()) return {std::string(earlier), By::earlier};
  if (auto found = of_the_city(vote.language); !found.empty()) return {std::move(found), By::words};
  return {languages_.front(), By::default_};
}

// Asking cld2 takes 20 µs, however short the text is.
std::string LanguageJudge::detected(std::string_view text, const WordVote& vote) const {
  if (text.size() < fewest_bytes) return {};
  if (words_decide_ && vote.letters >= fewest_bytes && vote.clear())
    return of_the_city(vote.language);
  return by_cld2(text);
}

std::string LanguageJudge::by_cld2(std::string_view text) const {
  CLD2::Language languages[3];
  int percents[3];
  double scores[3];
  int letters = 0;
  bool reliable = false;
  int valid = 0;
  const CLD2::CLDHints hints{nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  CLD2::ExtDetectLanguageSummaryCheckUTF8(text.data(), static_cast<int>(text.size()), true, &hints,
                                          0, languages, percents, scores, nullptr, &letters,
                                          &reliable, &valid);
  if (!reliable || static_cast<std::size_t>(letters) < fewest_bytes || percents[0] < least_percent)
    return {};
  return of_the_city(CLD2::LanguageCode(languages[0]));
}

}  // namespace crosstown
