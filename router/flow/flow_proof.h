// What must hold of every flow, found by walking it: names lead somewhere, every call ends, nobody
// is stuck who does nothing, and everybody can reach a person.
#pragma once

#include <string>
#include <vector>

#include "router/flow/flow.h"

namespace crosstown::flow {

struct Flaw {
  std::string step;  // where; empty: the flow as a whole
  std::string text;  // what is wrong, and what to do
};

// In the file's order; empty: the flow is sound.
[[nodiscard]] std::vector<Flaw> flaws_of(const Flow& flow);

}  // namespace crosstown::flow
