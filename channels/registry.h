// The one table of adapters: name, kind of contact, how to make one from its channel's
// configuration. A new adapter is a file pair, its fixtures, its page in docs/channels/ and one
// line in registry.cpp.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "channels/channel.h"
#include "router/config/reader.h"

namespace crosstown {

struct AdapterEntry {
  std::string_view name;         // "twilio-sms"
  std::optional<Medium> medium;  // empty: the channel's `medium:` says (webhook)
  // Reads the adapter's own keys from the channel's section (the caller consumed `adapter` and
  // `medium` and calls finish()). Mistakes go to the section's problems; then the result is unused.
  std::unique_ptr<Adapter> (*make)(config::Section& channel, Medium medium);
  // How long a repeated delivery is known, unless the channel's `seen_window` says otherwise:
  // longer than the other side tries.
  std::chrono::hours seen_window{72};
};

[[nodiscard]] std::span<const AdapterEntry> adapters();
[[nodiscard]] const AdapterEntry* find_adapter(std::string_view name);

}  // namespace crosstown
