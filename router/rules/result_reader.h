// `then:` of a rule as a routing. Every mistake becomes a problem at its place.
#pragma once

#include "router/config/reader.h"
#include "router/message/routing.h"
#include "router/rules/mistakes.h"
#include "router/rules/rules.h"

namespace crosstown {

[[nodiscard]] Routing read_result(const config::Value& then, const RuleNames& names,
                                  Mistakes& mistakes);

}  // namespace crosstown
