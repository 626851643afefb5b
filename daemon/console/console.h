// The console's pages: what a browser is given at the admin address, out of the binary itself. They
// need no token, hold nothing of the city's, and learn everything through the worker API.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <span>
#include <string_view>

#include "daemon/admin/route.h"
#include "daemon/embedded_file.h"

namespace crosstown::console {

using File = EmbeddedFile;

// All of pages/, sorted by name; made by daemon/embed.cmake.
[[nodiscard]] std::span<const File> files();

// Null: there is none of this name.
[[nodiscard]] inline const File* find(std::string_view name) { return find_file(files(), name); }

// GET /
[[nodiscard]] boost::asio::awaitable<http::Response> page(const AdminParts& parts, Call call);
// GET /console/{file}
[[nodiscard]] boost::asio::awaitable<http::Response> file(const AdminParts& parts, Call call);

}  // namespace crosstown::console
