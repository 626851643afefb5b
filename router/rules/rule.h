// One rule as it is kept: conditions, and what is decided when all of them hold.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "router/message/routing.h"
#include "router/rules/pattern.h"

namespace crosstown {

enum class Field { channel, medium, to };

// Holds when the field is any of the values.
struct Condition {
  struct Option {
    std::string value;
    std::string why;  // the line for Routing::why, written once
  };
  Field field;
  std::vector<Option> options;
};

// The text patterns of all rules lie in one list, those of a rule side by side; any of them will
// do.
struct Rule {
  Routing routing;  // `why` is empty, but for the rule without conditions
  std::vector<Condition> conditions;
  std::size_t first_pattern = 0;
  std::size_t patterns = 0;
};

struct RuleSet {
  std::vector<Rule> rules;
  std::vector<Pattern> patterns;
  std::vector<std::string> pattern_why;
};

}  // namespace crosstown
