// What the embedded Redis is told at its start.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "router/store/settings.h"

namespace crosstown {

// Its redis.conf. `settings.path` is its socket; `directory`, absolute, gets its files.
[[nodiscard]] std::string embedded_configuration(const StoreSettings& settings,
                                                 const std::filesystem::path& directory);

// Bytes: what is configured, else half of the memory that the daemon and its Redis may use
// together. A Redis beyond that refuses to store, and messages go to the spool; beyond what the
// system gives it would be killed, or the daemon in its stead.
[[nodiscard]] std::uint64_t max_memory(const StoreSettings& settings);

// Bytes that the machine, or a control group that this process is in, has for us: the smallest
// memory.max on the way up from `group` ("/system.slice/crosstownd.service", of the hierarchy
// mounted at `mounted`), at most `machine`.
[[nodiscard]] std::uint64_t usable_memory(std::uint64_t machine,
                                          const std::filesystem::path& mounted,
                                          std::string_view group);

}  // namespace crosstown
