// The example city's answer book.
#pragma once

#include <gtest/gtest.h>

#include "router/answers/answer_book.h"
#include "router/answers/answers_reader.h"

namespace crosstown {

inline std::vector<ScriptedAnswer> riverbend_answers() {
  config::Problems problems;
  const auto document =
      config::Document::load_list(SOURCE_DIR "/docs/examples/riverbend/answers.yaml", problems);
  const AnswerRules rules{{"en", "es"},
                          {"public-works", "water", "streets", "utility-billing", "forestry",
                           "parks", "code-enforcement", "permits", "sanitation", "traffic",
                           "courts", "passports", "animal-control", "front-desk"},
                          "America/Denver"};
  std::vector<ScriptedAnswer> answers;
  read_answers(document, rules, answers);
  for (const auto& problem : problems.sorted()) ADD_FAILURE() << config::to_text(problem);
  return answers;
}

}  // namespace crosstown
