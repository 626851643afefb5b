// The only I/O of this folder: a city's data file, read whole when the configuration is.
#pragma once

#include <cstddef>
#include <string>

#include "router/places/file_notes.h"

namespace crosstown::places {

// Bytes. A county's parcels are larger than a city's wards, but neither needs more than this.
inline constexpr std::size_t largest_file = 64 << 20;

// Empty with a mistake in `notes`: not there, no plain file, empty, or larger than largest_file.
// Blocks; never on a pipe or a device.
[[nodiscard]] std::string read_data_file(const std::string& path, FileNotes& notes);

}  // namespace crosstown::places
