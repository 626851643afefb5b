// Why a message goes where it goes: what became of every rule up to the one that won.
#pragma once

#include <string>
#include <vector>

#include "router/message/routing.h"

namespace crosstown {

struct Explanation {
  struct Step {
    std::string rule;
    bool matched = false;
    // Why it matched, or the first condition that did not hold: "text has none of: pothole, bache".
    // At most 400 bytes. Residents' addresses and words are not in it, but for the city's own
    // patterns that matched.
    std::string reason;
  };
  std::vector<Step> steps;  // in the order of the rules; the last one is the winner
  Routing routing;
};

}  // namespace crosstown
