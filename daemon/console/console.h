// The console's pages: what a browser is given at the admin address, out of the binary itself. They
// need no token, hold nothing of the city's, and learn everything through the worker API.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <span>
#include <string_view>

#include "daemon/admin/route.h"

namespace crosstown::console {

struct File {
  std::string_view name;  // "desk.js"
  std::string_view type;  // media type
  std::string_view etag;  // in quotes; of its bytes
  std::string_view body;
};

// All of pages/, sorted by name; written by embed.cmake.
[[nodiscard]] std::span<const File> files();

// Null: there is none of this name.
[[nodiscard]] const File* find(std::string_view name);

// GET /
[[nodiscard]] boost::asio::awaitable<http::Response> page(const AdminParts& parts, Call call);
// GET /console/{file}
[[nodiscard]] boost::asio::awaitable<http::Response> file(const AdminParts& parts, Call call);

}  // namespace crosstown::console
