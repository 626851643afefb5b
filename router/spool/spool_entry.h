// An accepted message as the spool keeps it: all that its delivery to Redis needs, and the number
// its sender was told.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "router/lane/delivery.h"
#include "router/message/message.h"

namespace crosstown {

struct SpoolEntry {
  std::uint64_t place = 0;  // in the order of acceptance
  std::string tracking;     // the number that was told
  Time accepted{};
  Delivery delivery;  // everything but how its sender waits
};

// One string a message, in a format of its own version: what an older daemon wrote, a newer one
// reads.
[[nodiscard]] std::string encode(const Delivery& delivery, std::string_view tracking,
                                 Time accepted);
// Empty: these bytes were not written by encode().
[[nodiscard]] std::optional<SpoolEntry> decode(std::uint64_t place, std::string_view bytes);

}  // namespace crosstown
