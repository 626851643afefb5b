// What the rules ask about that is not in the message itself. Whoever routes finds it out first:
// the router has no clock, no map and no memory.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace crosstown {

// Views: what they look at must outlive the call they are passed to. As it is made, nothing is
// known: every calendar is closed, no place has an area, no type is known.
struct Circumstances {
  // In the order of RuleNames::calendars; a calendar beyond its end is closed.
  std::span<const bool> calendar_open{};
  // Kind and value ("ward", "3") of the areas that the message's place lies in, each kind once.
  std::span<const std::pair<std::string, std::string>> areas{};
  // That the message has before any rule: of the request that it follows up, or of its intent.
  std::string_view type{};
};

}  // namespace crosstown
