// The two kinds of URL that the configuration holds: where the outside world reaches us, and where
// Redis is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "router/store/settings.h"

namespace crosstown {

// What is wrong with an url, without repeating it: it may hold a password.
struct UrlMistake {
  std::string text;
};

// scheme://[user[:password]@]host[:port][path], RFC 3986; user and password are decoded, an IPv6
// host is without its brackets. No query, no fragment.
struct Url {
  std::string scheme;  // lower case
  std::optional<std::string> user;
  std::optional<std::string> password;
  std::string host;
  std::optional<std::uint16_t> port;
  std::string path;
};
[[nodiscard]] std::variant<Url, UrlMistake> parse_url(std::string_view text);

// Empty when `text` can be put before every path: https://host[:port], http only for this machine.
[[nodiscard]] std::optional<UrlMistake> mistake_in_public_url(std::string_view text);

// Into kind, host, port, path, nodes, master_name, tls, user, password and database:
//   embedded
//   redis://[user:password@]host[:port][/database], with TLS rediss://…
//   redis+unix:///path
//   redis+sentinel://[user:password@]host[:port],…/master-name[/database], with TLS
//   rediss+sentinel://… redis+cluster://[user:password@]host[:port],…, with TLS rediss+cluster://…
[[nodiscard]] std::optional<UrlMistake> read_redis_url(std::string_view text,
                                                       StoreSettings& settings);

}  // namespace crosstown
