#include "router/language/judge.h"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include <algorithm>
#include <array>
#include <map>

#include "router/language/telling_words.h"
#include "router/message/text.h"
#include "router/message/utf8.h"

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

// Folded words are letters and digits; an apostrophe is inside (don't).
constexpr bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Web and mail addresses are in no language; cld2 takes them for English.
std::string without_addresses(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" \n\t"), text.size() - 1) + 1;
    const auto word = text.substr(0, end);
    if (word.find("://") == std::string_view::npos && word.find('@') == std::string_view::npos)
      out += word;
    text.remove_prefix(end);
  }
  return out;
}

// What is only written in Spanish, of the languages that ship.
bool has_spanish_sign(std::string_view text) {
  for (const std::string_view sign : {"¿", "¡", "ñ", "Ñ"}) {
    if (text.find(sign) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

std::string_view to_text(Judged::By by) {
  constexpr std::array<std::string_view, 5> words{"declared", "detected", "earlier", "words",
                                                  "default"};
  return words[static_cast<std::size_t>(by)];
}

LanguageJudge::LanguageJudge(std::vector<std::string> languages)
    : languages_(std::move(languages)) {}

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
  if (auto found = detected(read); !found.empty()) return {std::move(found), By::detected};
  if (!earlier.empty() && !of_the_city(earlier).empty()) return {std::string(earlier), By::earlier};
  if (auto found = by_words(read); !found.empty()) return {std::move(found), By::words};
  return {languages_.front(), By::default_};
}

std::string LanguageJudge::detected(std::string_view text) const {
  if (text.size() < fewest_bytes) return {};  // asking takes 20 µs, however short it is
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

// Each word that tells a language is a vote; none for both alike.
std::string LanguageJudge::by_words(std::string_view text) const {
  std::map<std::string_view, int> votes;
  if (has_spanish_sign(text)) votes["es"] += 2;
  const std::string folded = fold(text);
  for (auto at = folded.begin(); at != folded.end();) {
    at = std::find_if(at, folded.end(), in_word);
    const auto end = std::find_if_not(at, folded.end(), in_word);
    const auto language = language_of_word(std::string_view(at, end));
    if (!language.empty()) ++votes[language];
    at = end;
  }
  std::erase_if(votes, [&](const auto& vote) { return of_the_city(vote.first).empty(); });
  const auto most = std::max_element(
      votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == votes.end()) return {};
  const bool tie = std::count_if(votes.begin(), votes.end(),
                                 [&](const auto& vote) { return vote.second == most->second; }) > 1;
  return tie ? std::string() : of_the_city(most->first);
}

}  // namespace crosstown
