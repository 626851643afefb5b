// The admin doors' addresses as data: method, path, who may, and what answers. routes.cpp is the
// table; a new address is a line there and a function.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/admin/asker.h"
#include "daemon/http/handler.h"

namespace crosstown {

struct AdminParts;

// One request whose route was found and whose asker may take it. Its views live until the answer.
struct Call {
  const HttpRequest& request;
  Asker asker;
  std::vector<std::pair<std::string_view, std::string_view>> path_values;

  // What stands in the path for {name}; never empty.
  [[nodiscard]] std::string_view path(std::string_view name) const;
  // "channel=city-sms" → "city-sms"; empty when it is not there. Names need no percent-decoding.
  [[nodiscard]] std::string_view query(std::string_view name) const;
};

// A coroutine: `parts` lives as long as the daemon.
using AnswerCall = boost::asio::awaitable<http::Response> (*)(const AdminParts& parts, Call call);

struct Route {
  std::string_view method;  // GET answers HEAD, too
  std::string_view path;    // "/api/v1/requests/{tracking}": {…} is one segment
  Role role;                // the least that may
  AnswerCall answer;
  std::uint64_t max_body = 1 << 20;  // bytes
};

// All routes, in the order in which they are tried: where two paths match, the first is meant.
[[nodiscard]] std::span<const Route> admin_routes();

struct FoundRoute {
  const Route* route = nullptr;  // null: there is no such path, or not with this method
  std::string allow;             // every method of the path, for Allow; empty: no such path
  std::vector<std::pair<std::string_view, std::string_view>> path_values;
};
// `target` may have a query. The values are views into it.
[[nodiscard]] FoundRoute find_route(std::span<const Route> routes, std::string_view method,
                                    std::string_view target);

}  // namespace crosstown
