// Who a client is to a limit.
#pragma once

#include <string>

namespace crosstown {

// Of an IPv6 address its network: whoever has one address of it has 2^64.
[[nodiscard]] std::string source_of(const std::string& peer);

}  // namespace crosstown
