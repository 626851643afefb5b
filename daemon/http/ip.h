// IP addresses as sixteen bytes (IPv4 in its mapped form), and the blocks of trusted proxies.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crosstown::http {

using IpAddress = std::array<std::uint8_t, 16>;

// "192.0.2.1", "2001:db8::1"; no port, no brackets, no zone.
[[nodiscard]] std::optional<IpAddress> parse_ip(std::string_view text);
[[nodiscard]] std::string text_of(const IpAddress& address);

class TrustedProxies {
 public:
  // Blocks as in HttpSettings::trusted_proxies. Throws std::invalid_argument, naming the entry.
  explicit TrustedProxies(const std::vector<std::string>& blocks);

  [[nodiscard]] bool trusts(const IpAddress& address) const;
  [[nodiscard]] bool trusts_unix() const { return unix_; }

 private:
  struct Block {
    IpAddress address;
    unsigned bits;  // of 128
  };
  std::vector<Block> blocks_;
  bool unix_ = false;
};

}  // namespace crosstown::http
