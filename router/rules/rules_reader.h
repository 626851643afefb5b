// `routes:` of the configuration as rules. Every mistake becomes a problem at its place.
#pragma once

#include <optional>

#include "router/config/reader.h"
#include "router/rules/rule.h"
#include "router/rules/rules.h"

namespace crosstown {

// Empty when the rules cannot be used.
[[nodiscard]] std::optional<RuleSet> read_rules(const config::Value& routes,
                                                const RuleNames& names);

}  // namespace crosstown
