// What a fact says about other facts.
#pragma once

#include <vector>

#include "router/rules/rule.h"

namespace crosstown {

// For each fact those that hold whenever it does, itself first: a text with the phrase "street
// light" has the word "light", an address that begins with +1801 begins with +1. Proven ones only.
[[nodiscard]] std::vector<std::vector<FactNumber>> implied_facts(const RuleSet& set);

// Whether it is proven that no message has both.
[[nodiscard]] bool incompatible(const Fact& a, const Fact& b);

}  // namespace crosstown
