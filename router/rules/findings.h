// What is doubtful about rules that are well-formed: which can never win, and which no test tries.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "router/config/reader.h"
#include "router/rules/rules.h"

namespace crosstown {

struct Finding {
  enum class Kind {
    impossible,    // no message meets the rule's own condition
    everything,    // every message does, so that no rule after it is ever tried
    contradicted,  // an earlier rule has the same condition and another result
    shadowed,      // whatever it would take, earlier rules take
  };
  Kind kind;
  std::string rule;
  config::Mark mark;  // of the rule
  std::string text;   // a sentence for the operator, with the earlier rule and its line
};

// In the order of the rules, at most one each. Each is proven; not everything that is true can be:
// regular expressions count as the same only when they are written the same. Compares each rule
// with all before it.
[[nodiscard]] std::vector<Finding> rule_findings(const Rules& rules);

struct Coverage {
  std::size_t rules = 0;
  std::size_t reached = 0;
  std::vector<std::string> missed;  // names, in the order of the rules
};

// `winners`: names of the rules that won in at least one test.
[[nodiscard]] Coverage coverage(const Rules& rules, const std::set<std::string>& winners);

}  // namespace crosstown
