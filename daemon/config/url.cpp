#include "daemon/config/url.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "daemon/config/fields.h"
#include "daemon/http/ip.h"

namespace crosstown {
namespace {

using Kind = StoreSettings::Kind;

template <class Number>
std::optional<Number> number(std::string_view text, Number low, Number high) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high)
    return std::nullopt;
  return value;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned char byte = 0;
    if (i + 2 >= text.size()) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16);
    if (error != std::errc{} || end != text.data() + i + 3) return std::nullopt;
    out += static_cast<char>(byte);
    i += 2;
  }
  return out;
}

bool is_host_name(std::string_view host) {
  const auto fits = [](unsigned char c) {
    return std::isalnum(c) || c == '-' || c == '.' || c == '_';
  };
  return !host.empty() && host.size() <= 253 && host.front() != '.' && host.front() != '-' &&
         host.find("..") == std::string_view::npos && std::all_of(host.begin(), host.end(), fits);
}

bool is_this_machine(std::string_view host) {
  return host == "localhost" || host.starts_with("127.") || host == "::1";
}

std::optional<UrlMistake> read_user(std::string_view text, Url& url) {
  const std::size_t colon = text.find(':');
  url.user = percent_decoded(text.substr(0, colon));
  if (!url.user) return UrlMistake{"the user has a \"%\" that encodes nothing"};
  if (colon == std::string_view::npos) return std::nullopt;
  url.password = percent_decoded(text.substr(colon + 1));
  if (!url.password) return UrlMistake{"the password has a \"%\" that encodes nothing"};
  return std::nullopt;
}

std::optional<UrlMistake> read_host(std::string_view text, Url& url) {
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return UrlMistake{"the \"[\" of the host is not closed"};
    url.host = text.substr(1, end - 1);
    port = text.substr(end + 1);
    if (url.host.find(':') == std::string::npos || !http::parse_ip(url.host)) {
      return UrlMistake{"\"[…]\" must hold an IPv6 address"};
    }
  } else {
    url.host = text.substr(0, text.find(':'));
    port = text.substr(url.host.size());
    if (!url.host.empty() && !is_host_name(url.host))
      return UrlMistake{"the host is not a name or an address"};
  }
  if (port.empty()) return std::nullopt;
  url.port = port.front() == ':' ? number<std::uint16_t>(port.substr(1), 1, 65535) : std::nullopt;
  if (!url.port) return UrlMistake{"the port must be from 1 to 65535"};
  return std::nullopt;
}

std::optional<UrlMistake> read_database(std::string_view path, StoreSettings& settings) {
  if (path.size() < 2) return std::nullopt;
  const auto database = number<int>(path.substr(1), 0, 1'000'000);
  if (!database)
    return UrlMistake{
        "behind the host only the number of a database may stand: redis://host:6379/0"};
  settings.database = *database;
  return std::nullopt;
}

std::optional<UrlMistake> read_socket(const Url& url, StoreSettings& settings) {
  if (!url.host.empty() || url.port || url.path.size() < 2)
    return UrlMistake{"the socket must be an absolute path: redis+unix:///run/redis/redis.sock"};
  if (url.path.size() > longest_socket_path)
    return UrlMistake{"a unix socket's path has at most 107 bytes"};
  settings.kind = Kind::unix_socket;
  settings.path = url.path;
  return std::nullopt;
}

std::optional<UrlMistake> read_server(const Url& url, StoreSettings& settings) {
  if (url.host.empty()) return UrlMistake{"the host is missing"};
  settings.kind = Kind::tcp;
  settings.host = url.host;
  settings.port = url.port.value_or(6379);
  return read_database(url.path, settings);
}

// The hosts of a list, one after the other, each in an url of its own: "s://u@a:1,b/x" is
// "s://u@a:1/x" and "s://u@b/x".
std::variant<std::vector<Url>, UrlMistake> parse_each_host(std::string_view text) {
  const std::size_t scheme = text.find("://") + 3;
  const std::size_t end = std::min(text.find('/', scheme), text.size());
  const std::size_t at = text.substr(0, end).rfind('@');
  const std::size_t begin = at == std::string_view::npos || at < scheme ? scheme : at + 1;
  std::vector<Url> urls;
  for (std::size_t from = begin; from <= end;) {
    const std::size_t comma = std::min(text.find(',', from), end);
    auto parsed = parse_url(std::string(text.substr(0, begin))
                                .append(text.substr(from, comma - from))
                                .append(text.substr(end)));
    if (const auto* mistake = std::get_if<UrlMistake>(&parsed)) return *mistake;
    urls.push_back(std::get<Url>(std::move(parsed)));
    if (urls.back().host.empty()) return UrlMistake{"a host is missing"};
    from = comma + 1;
  }
  return urls;
}

std::optional<UrlMistake> read_master(std::string_view path, StoreSettings& settings) {
  path.remove_prefix(std::min<std::size_t>(1, path.size()));
  const std::size_t slash = std::min(path.find('/'), path.size());
  settings.master_name = path.substr(0, slash);
  if (settings.master_name.empty()) {
    return UrlMistake{
        "behind the sentinels the name of their master must stand: "
        "redis+sentinel://host:26379/mymaster"};
  }
  return read_database(path.substr(slash), settings);
}

std::optional<UrlMistake> read_nodes(std::string_view text, std::uint16_t default_port,
                                     StoreSettings& settings) {
  auto parsed = parse_each_host(text);
  if (const auto* mistake = std::get_if<UrlMistake>(&parsed)) return *mistake;
  const auto& urls = std::get<std::vector<Url>>(parsed);
  for (const Url& url : urls) settings.nodes.push_back({url.host, url.port.value_or(default_port)});
  if (urls.front().user) settings.user = *urls.front().user;
  if (urls.front().password) settings.password = *urls.front().password;
  const std::string& path = urls.front().path;
  if (settings.kind == Kind::sentinel) return read_master(path, settings);
  if (path.size() > 1)
    return UrlMistake{"a cluster has one database: nothing may stand behind the hosts"};
  return std::nullopt;
}

}  // namespace

std::variant<Url, UrlMistake> parse_url(std::string_view text) {
  if (std::any_of(text.begin(), text.end(),
                  [](unsigned char c) { return c <= 0x20 || c == 0x7F; })) {
    return UrlMistake{"there is a space in it"};
  }
  Url url;
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos || scheme == 0) return UrlMistake{"\"://\" is missing"};
  url.scheme = text.substr(0, scheme);
  std::transform(url.scheme.begin(), url.scheme.end(), url.scheme.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  text.remove_prefix(scheme + 3);
  if (text.find('?') != std::string_view::npos) return UrlMistake{"it must have no query (\"?\")"};
  if (text.find('#') != std::string_view::npos)
    return UrlMistake{"it must have no fragment (\"#\")"};
  std::string_view authority = text.substr(0, text.find('/'));
  url.path = text.substr(authority.size());
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    if (auto mistake = read_user(authority.substr(0, at), url)) return *mistake;
    authority.remove_prefix(at + 1);
  }
  if (auto mistake = read_host(authority, url)) return *mistake;
  return url;
}

std::optional<UrlMistake> mistake_in_public_url(std::string_view text) {
  const auto parsed = parse_url(text);
  if (const auto* mistake = std::get_if<UrlMistake>(&parsed)) return *mistake;
  const Url& url = std::get<Url>(parsed);
  if (url.scheme != "https" && url.scheme != "http")
    return UrlMistake{"it must begin with https://"};
  if (url.host.empty()) return UrlMistake{"the host is missing"};
  if (url.user) return UrlMistake{"it must have no user or password"};
  if (url.path == "/") return UrlMistake{"it must not end with \"/\""};
  if (!url.path.empty()) return UrlMistake{"it must have no path"};
  if (url.scheme == "http" && !is_this_machine(url.host)) {
    return UrlMistake{"it must begin with https://; http:// is for localhost only"};
  }
  return std::nullopt;
}

std::optional<UrlMistake> read_redis_url(std::string_view text, StoreSettings& settings) {
  if (text == "embedded") return std::nullopt;
  const UrlMistake kinds{
      "it must be embedded, redis://…, rediss://…, redis+unix:///…, redis+sentinel://… or "
      "redis+cluster://…"};
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return kinds;
  std::string scheme(text.substr(0, colon));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  settings.tls = scheme.starts_with("rediss");
  if (scheme.ends_with("+sentinel") && (settings.tls || scheme == "redis+sentinel")) {
    settings.kind = Kind::sentinel;
    return read_nodes(text, 26379, settings);
  }
  if (scheme.ends_with("+cluster") && (settings.tls || scheme == "redis+cluster")) {
    settings.kind = Kind::cluster;
    return read_nodes(text, 6379, settings);
  }
  const auto parsed = parse_url(text);
  if (const auto* mistake = std::get_if<UrlMistake>(&parsed)) return *mistake;
  const Url& url = std::get<Url>(parsed);
  if (url.user) settings.user = *url.user;
  if (url.password) settings.password = *url.password;
  if (scheme == "redis+unix") return read_socket(url, settings);
  if (scheme == "redis" || scheme == "rediss") return read_server(url, settings);
  return kinds;
}

}  // namespace crosstown
