// What Alexa takes as a response (Amazon's page "Request and Response JSON Reference"), as checks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crosstown::alexa {

// What is wrong with a response to a LaunchRequest, an IntentRequest or one that nothing is said
// to; empty: nothing.
[[nodiscard]] std::vector<std::string> shape_mistakes(std::string_view response);

}  // namespace crosstown::alexa
