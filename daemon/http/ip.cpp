#include "daemon/http/ip.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace crosstown::http {
namespace {

constexpr IpAddress mapped_prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned mapped_bits = 96;

bool is_mapped_v4(const IpAddress& address) {
  return std::equal(address.begin(), address.begin() + 12, mapped_prefix.begin());
}

std::optional<unsigned> parse_number(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool same_prefix(const IpAddress& a, const IpAddress& b, unsigned bits) {
  const unsigned whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
  if (bits % 8 == 0) return true;
  const unsigned mask = 0xffU << (8 - bits % 8) & 0xffU;
  return (a[whole] & mask) == (b[whole] & mask);
}

}  // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
  char copy[INET6_ADDRSTRLEN] = {};
  if (text.size() >= sizeof copy) return std::nullopt;
  std::copy(text.begin(), text.end(), copy);
  IpAddress address = mapped_prefix;
  if (inet_pton(AF_INET, copy, address.data() + 12) == 1) return address;
  if (inet_pton(AF_INET6, copy, address.data()) == 1) return address;
  return std::nullopt;
}

std::string text_of(const IpAddress& address) {
  char text[INET6_ADDRSTRLEN] = {};
  if (is_mapped_v4(address)) {
    inet_ntop(AF_INET, address.data() + 12, text, sizeof text);
  } else {
    inet_ntop(AF_INET6, address.data(), text, sizeof text);
  }
  return text;
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& blocks) {
  for (const std::string_view text : blocks) {
    if (text == "unix") {
      unix_ = true;
      continue;
    }
    const auto slash = std::min(text.find('/'), text.size());
    const auto address = parse_ip(text.substr(0, slash));
    std::optional<unsigned> bits = 128;
    if (address && slash < text.size()) {
      bits = parse_number(text.substr(slash + 1));
      if (bits && is_mapped_v4(*address)) *bits += mapped_bits;
    }
    if (!address || !bits || *bits > 128)
      throw std::invalid_argument("not an address or a block of addresses: " + std::string(text));
    blocks_.push_back({*address, *bits});
  }
}

bool TrustedProxies::trusts(const IpAddress& address) const {
  return std::any_of(blocks_.begin(), blocks_.end(), [&](const Block& block) {
    return same_prefix(block.address, address, block.bits);
  });
}

}  // namespace crosstown::http
