// Frames as a client sends them (RFC 6455 section 5.2), right or wrong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crosstown::chat {

struct FrameShape {
  unsigned opcode = 1;
  bool last = true;
  bool masked = true;
  unsigned reserved = 0;
};

inline std::string client_frame(std::string_view payload, FrameShape shape = {}) {
  std::string out;
  out += static_cast<char>((shape.last ? 0x80U : 0U) | shape.reserved << 4U | shape.opcode);
  const unsigned mask_bit = shape.masked ? 0x80 : 0;
  const std::uint64_t size = payload.size();
  const int bytes = size < 126 ? 0 : size < 65536 ? 2 : 8;
  out += static_cast<char>(mask_bit | (bytes == 0 ? size : bytes == 2 ? 126 : 127));
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
    out += static_cast<char>(size >> shift & 0xFF);
  constexpr std::string_view mask = "\x37\xFA\x21\x3D";
  if (!shape.masked) return out.append(payload);
  out += mask;
  for (std::size_t i = 0; i < payload.size(); ++i)
    out += static_cast<char>(payload[i] ^ mask[i % 4]);
  return out;
}

}  // namespace crosstown::chat
