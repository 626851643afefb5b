// How the spool's tables are keyed: by place, in order; by provider id, conversation and number.
#pragma once

#include <openssl/sha.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "router/message/message.h"
#include "router/spool/coding.h"

namespace crosstown::spool {

// What an entry takes besides its own bytes: its place in four tables and the pages' slack.
inline constexpr std::uint64_t overhead = 512;

inline std::string place_key(int partition, std::uint64_t place) {
  std::string key;  // big-endian: LMDB sorts by bytes
  for (int shift = 8; shift >= 0; shift -= 8)
    key += static_cast<char>(static_cast<unsigned>(partition) >> shift);
  for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>(place >> shift);
  return key;
}

inline std::uint64_t place_of(std::string_view key) {
  std::uint64_t place = 0;
  for (const char byte : key.substr(2)) place = place << 8 | static_cast<unsigned char>(byte);
  return place;
}

// An LMDB key holds 511 bytes at most, and provider ids are anybody's.
inline std::string id_key(int partition, std::string_view channel, std::string_view provider_id) {
  std::string text;
  put_number(text, static_cast<std::uint64_t>(partition));
  put_text(text, channel);
  put_text(text, provider_id);
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return {reinterpret_cast<const char*>(digest.data()), 16};
}

inline std::string conversation_key(int partition, std::string_view conversation) {
  return place_key(partition, 0).append(conversation);
}

inline std::string number_key(int partition, std::string_view tracking) {
  return place_key(partition, 0).append(tracking);
}

struct Conversation {
  std::uint64_t entries = 0;
  Time last{};           // when the latest of them was accepted
  std::string tracking;  // what its resident was told then
};

inline std::string encode(const Conversation& conversation) {
  std::string out;
  put_number(out, conversation.entries);
  put_number(out, static_cast<std::uint64_t>(conversation.last.time_since_epoch().count()));
  put_text(out, conversation.tracking);
  return out;
}

inline Conversation decode_conversation(std::string_view bytes) {
  CodedReader in(bytes);
  Conversation conversation;
  conversation.entries = in.number();
  conversation.last = Time(std::chrono::milliseconds(in.number()));
  conversation.tracking = in.text();
  return conversation;
}

}  // namespace crosstown::spool
