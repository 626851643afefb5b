#include "channels/voice/certificate_url.h"

#include <algorithm>

#include "channels/http_request.h"

namespace crosstown::alexa {
namespace {

constexpr std::string_view scheme = "https://";
constexpr std::string_view host = "s3.amazonaws.com";
constexpr std::string_view port = ":443";
constexpr std::string_view folder = "/echo.api/";
constexpr std::size_t longest = 1024;  // a key of S3

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
         c == '.' || c == '_' || c == '~' || c == '/';
}

bool take_ignoring_case(std::string_view& text, std::string_view start) {
  if (text.size() < start.size() || !equal_ignoring_case(text.substr(0, start.size()), start))
    return false;
  text.remove_prefix(start.size());
  return true;
}

void drop_last_segment(std::string& path) { path.resize(std::min(path.rfind('/'), path.size())); }

// RFC 3986 section 5.2.4, of a path that begins with a slash.
std::string without_dot_segments(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);  // with the slash before it
    const bool last = end == path.size();
    path.remove_prefix(end);
    if (segment == "/..") drop_last_segment(out);
    if (segment == "/.." || segment == "/.") {
      if (last) out += '/';
    } else {
      out += segment;
    }
  }
  return out;
}

}  // namespace

std::optional<std::string> certificate_path(std::string_view url) {
  if (url.size() > longest || !take_ignoring_case(url, scheme) || !take_ignoring_case(url, host))
    return std::nullopt;
  if (url.starts_with(port)) url.remove_prefix(port.size());
  if (!url.starts_with(folder) || !std::all_of(url.begin(), url.end(), is_plain))
    return std::nullopt;
  std::string path = without_dot_segments(url);
  if (!path.starts_with(folder) || path.size() == folder.size()) return std::nullopt;
  return path;
}

}  // namespace crosstown::alexa
