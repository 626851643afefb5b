// Where requests go: this machine and no other. A load driver that signs like a provider must not
// be able to flood somebody else's door by a slip of the hand.
#pragma once

#include <sys/socket.h>

#include <optional>
#include <string_view>

namespace crosstown::load {

struct Target {
  sockaddr_storage address{};
  socklen_t size = 0;
};

// "127.0.0.1:8311" (all of 127.0.0.0/8), "[::1]:8311" or "unix:/run/x.sock". Empty for anything
// else, names included: what they mean is decided elsewhere.
[[nodiscard]] std::optional<Target> parse_target(std::string_view text);

}  // namespace crosstown::load
