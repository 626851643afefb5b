// The address of a request's page, and what an address asks for:
//   /track                      the form
//   /track?number=…&lang=es     what the form asks
//   /track/26-0001234-9?lang=es a request
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crosstown {

[[nodiscard]] std::string track_url(std::string_view public_url, std::string_view tracking);

struct TrackAddress {
  std::string typed;       // what stands for a number, decoded, at most 40 bytes; empty: nothing
  std::string language{};  // ?lang=, at most 40 bytes
  bool in_path = false;    // "/track/…"
};

// Empty: it is the address of something else.
[[nodiscard]] std::optional<TrackAddress> track_address(std::string_view target);

}  // namespace crosstown
