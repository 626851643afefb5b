// What the embedded Redis is told at its start.
#pragma once

#include <filesystem>
#include <string>

#include "router/store/settings.h"

namespace crosstown {

// Its redis.conf. `settings.path` is its socket; `directory`, absolute, gets its files.
[[nodiscard]] std::string embedded_configuration(const StoreSettings& settings,
                                                 const std::filesystem::path& directory);

}  // namespace crosstown
