#include "daemon/ctl/url.h"

#include <algorithm>

namespace crosstown::ctl {
namespace {

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A URL is visible ASCII; anything else could add a line to the request's head.
bool is_visible_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool split_authority(Url& url) {
  std::string_view rest = url.authority;
  if (rest.find('@') != std::string_view::npos) return false;
  std::size_t host_end = rest.find(':');
  if (take_prefix(rest, "[")) {
    host_end = rest.find(']');
    if (host_end == std::string_view::npos) return false;
    url.host = rest.substr(0, host_end);
    rest.remove_prefix(host_end + 1);
  } else {
    url.host = rest.substr(0, host_end);
    rest.remove_prefix(url.host.size());
  }
  url.port = url.tls ? "443" : "80";
  if (take_prefix(rest, ":")) {
    if (!is_port(rest)) return false;
    url.port = rest;
    rest = {};
  }
  return !url.host.empty() && rest.empty();
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
  if (!is_visible_ascii(text) || text.find('#') != std::string_view::npos) return std::nullopt;
  Url url;
  url.tls = take_prefix(text, "https://");
  if (!url.tls && !take_prefix(text, "http://")) return std::nullopt;
  const std::size_t authority_end = std::min(text.find_first_of("/?"), text.size());
  url.authority = text.substr(0, authority_end);
  url.target = text.substr(authority_end);
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  if (!split_authority(url)) return std::nullopt;
  return url;
}

}  // namespace crosstown::ctl
