// The keys of a channel's `reply:` that every adapter has.
#pragma once

#include "channels/outbound.h"
#include "router/config/reader.h"

namespace crosstown {

// Reads `interval`, `burst`, `give_up_after`, `unknown`, `receipts`; an absent section gives the
// fallback. The caller reads the adapter's own keys and calls finish().
[[nodiscard]] ReplySettings read_reply_settings(config::Section& reply, ReplySettings fallback);

// An https URL, or http where it leads to this machine's own network (the client refuses addresses
// that are not public unless `outgoing.allow` permits them). Empty when it is missing or wrong.
[[nodiscard]] std::string read_reply_url(config::Section& reply, std::string_view key,
                                         std::string fallback);

}  // namespace crosstown
