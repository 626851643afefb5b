// How well each answer of a book fits what is asked in one language.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "router/answers/answer.h"
#include "router/answers/near_words.h"
#include "router/answers/stemmer.h"

namespace crosstown {

struct Fit {
  std::uint32_t answer = 0;  // its place in the book
  double score = 0;          // 0 … 1
  bool says_wrong = false;   // the question that fits best complains itself
};

struct Query {
  std::vector<std::string> words;  // words_of(fold(text))
  bool verbatim = false;           // set by fits(): the words are those of a question, one by one
};

// Immutable; shared by threads. Words count by how rare they are among the answers (the idf of
// BM25). A question's score joins two shares (an F-measure that gives the second more weight): how
// much of what is asked the question holds, and how much of the question was asked. The title
// counts a little less, and the answer's own text lifts a score by a sixth of what is missing to 1
// at most.
class AnswerIndex {
 public:
  AnswerIndex(const std::vector<ScriptedAnswer>& answers, const std::string& language);

  // Those with a score of at least `least` (above 0.15), as they stand in the book.
  [[nodiscard]] std::vector<Fit> fits(Query& query, double least) const;

  [[nodiscard]] Stemming stemming() const { return stemming_; }

 private:
  enum class Kind : std::uint8_t { question, title, text };
  struct Unit {  // a question, a title or a text
    std::uint32_t answer = 0;
    Kind kind = Kind::question;
    bool complains = false;
    float total = 0;  // weight of its words
  };
  // A word of the query that the index knows; a mistyped one counts less.
  struct Term {
    std::uint32_t word;
    float share;
  };

  void add(std::uint32_t answer, Kind kind, std::string_view text);
  std::uint32_t number_of(const std::string& word);
  void weigh(std::size_t answers);
  [[nodiscard]] float match(const Query& query, std::vector<Term>& terms) const;
  // By unit: the weight of the terms that it holds.
  [[nodiscard]] std::vector<float> found(const std::vector<Term>& terms) const;

  static constexpr std::uint32_t none = 0xFFFFFFFF;
  Stemming stemming_;
  std::vector<Unit> units_;           // those of an answer stand together
  std::vector<std::uint32_t> texts_;  // by answer: its text's unit, or none
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<std::string> words_;
  std::vector<std::vector<std::uint32_t>> postings_;  // by word: units, ascending
  std::vector<float> weights_;                        // by word
  float unknown_ = 0;                                 // weight of a word that is in no answer
  std::unordered_map<std::string, std::uint32_t>
      verbatim_;  // questions and titles, joined by spaces
  NearWords near_;
};

}  // namespace crosstown
