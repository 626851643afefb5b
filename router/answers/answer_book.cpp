#include "router/answers/answer_book.h"

#include <algorithm>

#include "router/answers/cues.h"
#include "router/answers/tokens.h"
#include "router/message/text.h"
#include "router/texts/texts.h"

namespace crosstown {
namespace {

// A question is no longer; what is, is told to people.
constexpr std::size_t most_text = 2048;

template <class T>
const T* in_language(const ByLanguage<T>& all, std::string_view language) {
  const auto found = all.find(primary_subtag(language));
  if (found != all.end()) return &found->second;
  return all.empty() ? nullptr : &all.begin()->second;
}

bool given(const ScriptedAnswer& answer, Time now) {
  return !answer.expires || now < *answer.expires;
}

// The best of them, best first; ties as they stand in the book.
void keep_best(std::vector<Fit>& fits) {
  const auto count = std::min(fits.size(), AnswerBook::most_matches);
  std::partial_sort(fits.begin(), fits.begin() + static_cast<std::ptrdiff_t>(count), fits.end(),
                    [](const Fit& a, const Fit& b) {
                      return a.score != b.score ? a.score > b.score : a.answer < b.answer;
                    });
  fits.resize(count);
}

bool is_confident(const std::vector<Fit>& best, const Query& query, Cues cues) {
  if (cues.complains && !best[0].says_wrong) return false;
  if (query.verbatim) return true;
  const double second = best.size() > 1 ? best[1].score : 0;
  return cues.asks && best[0].score >= AnswerBook::confident_from &&
         best[0].score - second >= AnswerBook::clear_lead;
}

}  // namespace

std::string_view ScriptedAnswer::title_in(std::string_view language) const {
  const auto* found = in_language(title, language);
  return found ? std::string_view(*found) : std::string_view();
}

std::string_view ScriptedAnswer::text_in(std::string_view language) const {
  const auto* found = in_language(text, language);
  return found ? std::string_view(*found) : std::string_view();
}

AnswerBook::AnswerBook(std::vector<ScriptedAnswer> answers,
                       const std::vector<std::string>& languages)
    : answers_(std::move(answers)) {
  for (std::size_t i = 0; i < answers_.size(); ++i) by_id_.emplace(answers_[i].id, i);
  for (const std::string& tag : languages) {
    const std::string language = primary_subtag(tag);
    indexes_.emplace(language, AnswerIndex(answers_, language));
  }
}

std::vector<Match> AnswerBook::search(std::string_view text, std::string_view language,
                                      Time now) const {
  const auto index = indexes_.find(primary_subtag(language));
  if (answers_.empty() || index == indexes_.end()) return {};
  const std::string folded = fold(cut(text, most_text));
  Query query{words_of(folded)};
  std::vector<Fit> fits = index->second.fits(query, fair_from);
  std::erase_if(fits, [&](const Fit& fit) { return !given(answers_[fit.answer], now); });
  if (fits.empty()) return {};
  keep_best(fits);
  const Cues cues = cues_of(folded, query.words, index->second.stemming());
  std::vector<Match> matches;
  for (const Fit& fit : fits)
    matches.push_back({&answers_[fit.answer], fit.score, Confidence::fair});
  if (is_confident(fits, query, cues)) matches.front().confidence = Confidence::confident;
  return matches;
}

const ScriptedAnswer* AnswerBook::find(std::string_view id, Time now) const {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return nullptr;
  const ScriptedAnswer& answer = answers_[found->second];
  return given(answer, now) ? &answer : nullptr;
}

std::vector<std::string> AnswerBook::ids() const {
  std::vector<std::string> ids;
  for (const ScriptedAnswer& answer : answers_) ids.push_back(answer.id);
  return ids;
}

}  // namespace crosstown
