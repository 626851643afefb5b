// Files of the answer book, each one list:
//
//   - id: trash-holiday
//     title: { en: Trash pickup on holidays, es: Basura en días festivos }
//     questions: { en: [when is trash picked up after a holiday], es: [cuándo recogen …] }
//     answer: { en: …, es: … }
//     owner: sanitation        # a queue
//     expires: 2027-01-15      # optional: the last day on which it is given
#pragma once

#include <string>
#include <vector>

#include "router/answers/answer.h"
#include "router/config/reader.h"

namespace crosstown {

struct AnswerRules {
  std::vector<std::string> languages;  // BCP 47; each answer must be there in all of them
  std::vector<std::string> owners;     // queues
  std::string timezone;                // IANA; in which a day ends
};

// Adds the answers of a file to `answers`; ids are unique over all files. Mistakes become problems
// at their place.
void read_answers(const config::Document& document, const AnswerRules& rules,
                  std::vector<ScriptedAnswer>& answers);

// What is not wrong but worth a look: what has expired or will within 30 days, and what takes more
// than two text messages.
[[nodiscard]] std::vector<config::Problem> answer_warnings(
    const std::vector<ScriptedAnswer>& answers, Time now);

}  // namespace crosstown
