// Drives an adapter as the daemon does and tells as JSON what came of it.
#pragma once

#include <string>
#include <string_view>

#include "channels/channel.h"

namespace crosstown {

// { "messages": [ … ], "answer": { … } } or { "refusal": { … } }, with what is set only. `outcome`
// is what the daemon reports of each message: see fixture_test.cpp.
[[nodiscard]] std::string run(const HttpAdapter& adapter, const HttpRequest& request,
                              const StepContext& context, std::string_view outcome);

}  // namespace crosstown
