// The answer book: thousands of scripted answers, searched in memory.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "router/answers/answer.h"
#include "router/answers/answer_index.h"

namespace crosstown {

// confident: it may be given to the resident at once. fair: it may help whoever answers.
enum class Confidence { confident, fair };

struct Match {
  const ScriptedAnswer* answer = nullptr;  // of the book; lives as long as it
  double score = 0;                        // 0 … 1
  Confidence confidence = Confidence::fair;
};

// Immutable; shared by all threads.
class AnswerBook {
 public:
  static constexpr std::size_t most_matches = 3;
  static constexpr double confident_from = 0.7;
  static constexpr double fair_from = 0.42;
  static constexpr double clear_lead = 0.06;  // over the second, to be confident

  AnswerBook() = default;
  // `languages`: BCP 47; ids are unique (read_answers() sees to that).
  AnswerBook(std::vector<ScriptedAnswer> answers, const std::vector<std::string>& languages);

  // What fits at least fairly, best first, at most three. Looks in `language` alone, at the text's
  // first 2 KiB, and passes over what has expired. The first is confident when the message asks,
  // does not complain where the question does not, and the second is well behind; or when it says
  // word by word what a question says. `text` must be valid UTF-8. Thread-safe.
  [[nodiscard]] std::vector<Match> search(std::string_view text, std::string_view language,
                                          Time now) const;

  // Null: there is none, or it has expired.
  [[nodiscard]] const ScriptedAnswer* find(std::string_view id, Time now) const;

  [[nodiscard]] const std::vector<ScriptedAnswer>& answers() const { return answers_; }
  [[nodiscard]] std::vector<std::string> ids() const;

 private:
  std::vector<ScriptedAnswer> answers_;
  std::map<std::string, std::size_t, std::less<>> by_id_;
  ByLanguage<AnswerIndex> indexes_;
};

}  // namespace crosstown
