// Files that lie in the binary (daemon/embed.cmake): the console's pages, the chat's widget.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

namespace crosstown {

struct EmbeddedFile {
  std::string_view name;  // "desk.js"
  std::string_view type;  // media type
  std::string_view etag;  // in quotes; of its bytes
  std::string_view body;
  std::string_view gzip;  // the same, compressed
};

// Null: there is none of this name.
[[nodiscard]] inline const EmbeddedFile* find_file(std::span<const EmbeddedFile> all,
                                                   std::string_view name) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const EmbeddedFile& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace crosstown
