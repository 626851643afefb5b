// Which conversation and which partition a message belongs to.
#pragma once

#include <string>
#include <string_view>

#include "router/message/message.h"

namespace crosstown {

struct Identity {
  std::string conversation;  // 128 bits in hex, the same for ever for one resident on one channel
  bool remembered = false;   // false: no resident is known, and nothing may follow on
  int partition = 0;
};

// A conversation's id is a digest of channel and address, so that no key, log line or URL carries a
// phone number. The partition is chosen by the resident's address alone, whatever the channel, so
// that all of a resident's state lies together. Where there is no resident the provider id stands
// in.
[[nodiscard]] Identity identify(const Message& message, int partitions);

// The same, of whom a channel writes to.
[[nodiscard]] Identity conversation_with(std::string channel, std::string address, int partitions);

}  // namespace crosstown
