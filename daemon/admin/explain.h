// What would become of a message, and why; nothing is kept of it.
#pragma once

#include <string>

#include "daemon/city.h"

namespace crosstown {

struct ExplainWish {
  std::string text;
  std::string subject{};
  std::string channel{};   // empty: the city's first; else one that it has
  std::string from{};      // empty: nobody is known
  std::string language{};  // that the channel would have been told; empty: it is judged
};

// The answer of POST /api/v1/explain:
//
//   {"channel":"city-sms","medium":"sms","language":"es","language_by":"detected",
//    "areas":{"ward":"3"},"emergency":null|"the phrase that tripped the wire",
//    "self_service":null|"status|answer|opt_out|opt_in","says":null|"its words",
//    "decided_by":"emergency|self-service|rules",
//    "routing":{"queue","type","priority","tier","rule","answer":null|"…",
//               "after_hours":false,"due":null|"2026-11-24T00:00:00.000Z","why":["…"]},
//    "steps":[{"rule","matched":false,"reason"}…],"steps_left_off":0}
//
// `routing` is the emergency's when there is one, else that of the rules, also where self-service
// answers before them. `steps` are the rules up to the one that wins, the last one always among
// them; at most `most_steps`. Any thread; looks at every rule.
inline constexpr std::size_t most_steps = 1000;
[[nodiscard]] std::string explanation_json(const City& city, const ExplainWish& wish, Time now);

}  // namespace crosstown
