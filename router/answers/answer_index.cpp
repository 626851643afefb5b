#include "router/answers/answer_index.h"

#include <algorithm>
#include <cmath>

#include "router/answers/cues.h"
#include "router/answers/tokens.h"
#include "router/message/text.h"

namespace crosstown {
namespace {

constexpr float title_weight = 0.9F;
constexpr float text_lift = 0.15F;
constexpr float near_share = 0.85F;
// What nobody has an answer to makes a message less likely to be a known question, but names of
// streets and people must not rule it out.
constexpr float unknown_share = 0.6F;

// Of what the question says, half as much again must be asked as the other way round: a question
// about holidays is not meant by who does not mention one.
constexpr float beta_squared = 0.5F;
float f_measure(float of_asked, float of_unit) {
  return (1 + beta_squared) * of_asked * of_unit / (beta_squared * of_unit + of_asked);
}

// The least share of what is asked that a question must hold to score `score`, when all of it was
// asked and the answer's text lifts it as far as it can.
constexpr float least_of_asked(float score) {
  constexpr float rounding = 1e-4F;
  const float before_lift = (score - text_lift) / (1 - text_lift);
  if (before_lift <= 0) return 0;
  return before_lift * beta_squared / (1 + beta_squared - before_lift) - rounding;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out.append(out.empty() ? "" : " ").append(word);
  return out;
}

template <class T>
const T* of_language(const ByLanguage<T>& all, std::string_view language) {
  const auto found = all.find(language);
  return found == all.end() ? nullptr : &found->second;
}

}  // namespace

AnswerIndex::AnswerIndex(const std::vector<ScriptedAnswer>& answers, const std::string& language)
    : stemming_(stemming_of(language)), texts_(answers.size(), none) {
  for (std::uint32_t i = 0; i < answers.size(); ++i) {
    if (const auto* questions = of_language(answers[i].questions, language)) {
      for (const std::string& question : *questions) add(i, Kind::question, question);
    }
    if (const auto* title = of_language(answers[i].title, language)) add(i, Kind::title, *title);
    if (const auto* text = of_language(answers[i].text, language)) add(i, Kind::text, *text);
  }
  weigh(answers.size());
  near_ = NearWords(words_);
}

std::uint32_t AnswerIndex::number_of(const std::string& word) {
  const auto [at, fresh] = numbers_.emplace(word, static_cast<std::uint32_t>(words_.size()));
  if (fresh) {
    words_.push_back(word);
    postings_.emplace_back();
  }
  return at->second;
}

void AnswerIndex::add(std::uint32_t answer, Kind kind, std::string_view text) {
  const auto words = words_of(fold(text));
  const auto unit = static_cast<std::uint32_t>(units_.size());
  units_.push_back({answer, kind, cues_of(text, words, stemming_).complains, 0});
  for (const std::string& word : content_words(words, stemming_))
    postings_[number_of(word)].push_back(unit);
  if (kind == Kind::text) {
    texts_[answer] = unit;
  } else {
    verbatim_.emplace(joined(words), unit);
  }
}

void AnswerIndex::weigh(std::size_t answers) {
  const auto n = static_cast<float>(answers);
  const auto weight = [n](float holding) {
    return std::log(1 + (n - holding + 0.5F) / (holding + 0.5F));
  };
  for (const auto& units : postings_) {
    float holding = 0;
    std::uint32_t last = 0;
    for (const std::uint32_t unit : units) {
      if (holding == 0 || units_[unit].answer != last) ++holding;
      last = units_[unit].answer;
    }
    weights_.push_back(weight(holding));
    for (const std::uint32_t unit : units) units_[unit].total += weights_.back();
  }
  unknown_ = weight(1) * unknown_share;
}

// Gives the weight of all words.
float AnswerIndex::match(const Query& query, std::vector<Term>& terms) const {
  float total = 0;
  for (const std::string& word : content_words(query.words, stemming_)) {
    Term term{0, 1};
    if (const auto known = numbers_.find(word); known != numbers_.end()) {
      term.word = known->second;
    } else if (const auto near = near_.near(word, words_)) {
      term = {*near, near_share};
    } else {
      total += unknown_;
      continue;
    }
    total += weights_[term.word];
    const bool again = std::any_of(terms.begin(), terms.end(),
                                   [&](const Term& other) { return other.word == term.word; });
    if (!again) terms.push_back(term);
  }
  return total;
}

std::vector<float> AnswerIndex::found(const std::vector<Term>& terms) const {
  std::vector<float> found(units_.size());
  for (const Term& term : terms) {
    const float weight = weights_[term.word] * term.share;
    for (const std::uint32_t unit : postings_[term.word]) found[unit] += weight;
  }
  return found;
}

std::vector<Fit> AnswerIndex::fits(Query& query, double least) const {
  std::vector<Term> terms;
  const float asked = match(query, terms);
  if (terms.empty()) return {};
  const std::vector<float> found = this->found(terms);
  const auto same = verbatim_.find(joined(query.words));
  query.verbatim = same != verbatim_.end();

  std::vector<Fit> fits;
  const float enough = asked * least_of_asked(static_cast<float>(least));
  for (std::uint32_t i = 0; i < units_.size(); ++i) {
    const Unit& unit = units_[i];
    if (found[i] <= enough || unit.kind == Kind::text) continue;
    float score = f_measure(found[i] / asked, found[i] / unit.total);
    if (unit.kind == Kind::title) score *= title_weight;
    if (query.verbatim && same->second == i) score = 1;
    if (fits.empty() || fits.back().answer != unit.answer) fits.push_back({unit.answer, 0, false});
    if (score > fits.back().score) {
      fits.back().score = score;
      fits.back().says_wrong = unit.complains;
    }
  }
  for (Fit& fit : fits) {
    const std::uint32_t text = texts_[fit.answer];
    if (text != none) fit.score += (1 - fit.score) * text_lift * (found[text] / asked);
  }
  std::erase_if(fits, [&](const Fit& fit) { return fit.score < least; });
  return fits;
}

}  // namespace crosstown
