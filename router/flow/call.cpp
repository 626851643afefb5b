#include "router/flow/call.h"

#include <array>

namespace crosstown::flow {
namespace {

constexpr std::array<std::string_view, 10> results{
    "open",        "solved",    "message", "callback", "answered",
    "transferred", "emergency", "refused", "rescued",  "lost"};

}  // namespace

std::string_view to_text(Result result) { return results[static_cast<std::size_t>(result)]; }

}  // namespace crosstown::flow
