// Conditions in words: why one held, and why not.
#pragma once

#include <string>
#include <vector>

#include "router/message/message.h"
#include "router/rules/bit_set.h"
#include "router/rules/circumstances.h"
#include "router/rules/rule.h"

namespace crosstown {

// What was judged; all of it outlives the call.
struct Judged {
  const RuleSet& set;
  const Message& message;
  const Circumstances& circumstances;
  const BitSet& facts;  // those that hold
};

// One line for each part of a condition that holds, at most 16.
[[nodiscard]] std::vector<std::string> why_held(const Condition& condition, const Judged& judged);

// The first part that does not hold of a condition that does not, in at most 400 bytes.
[[nodiscard]] std::string why_not(const Condition& condition, const Judged& judged);

// Whether a condition that holds does so for something that the text says.
[[nodiscard]] bool held_by_text(const Condition& condition, const Judged& judged);

// Lines as one, in at most 400 bytes.
[[nodiscard]] std::string one_reason(const std::vector<std::string>& lines);

}  // namespace crosstown
