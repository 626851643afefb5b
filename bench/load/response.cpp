#include "bench/load/response.h"

#include <algorithm>
#include <charconv>

namespace crosstown::load {
namespace {

constexpr std::string_view line_end = "\r\n";

bool same_word(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 0x20 : a) == b; });
}

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "HTTP/1.1 200 OK"
std::optional<int> status_of(std::string_view line) {
  if (!line.starts_with("HTTP/1.1 ") || line.size() < 12) return std::nullopt;
  return number<int>(line.substr(9, 3));
}

struct Head {
  std::optional<std::size_t> length;
  bool keep_alive = true;
  bool readable = true;
};

Head read_fields(std::string_view lines) {
  Head head;
  while (!lines.empty()) {
    const auto end = lines.find(line_end);
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + line_end.size());
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) {
      head.readable = false;
      break;
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (same_word(name, "content-length")) {
      head.length = number<std::size_t>(value);
    } else if (same_word(name, "connection")) {
      head.keep_alive = !same_word(value, "close");
    }
  }
  return head;
}

}  // namespace

std::variant<Response, Incomplete, Malformed> read_response(std::string_view bytes) {
  constexpr std::string_view head_end = "\r\n\r\n";
  const auto end = bytes.find(head_end);
  if (end == std::string_view::npos) return Incomplete{};
  const std::string_view lines = bytes.substr(0, end);

  const auto first_end = std::min(lines.find(line_end), lines.size());
  const auto status = status_of(lines.substr(0, first_end));
  const Head head = read_fields(lines.substr(std::min(first_end + line_end.size(), lines.size())));
  if (!status || !head.readable || !head.length) return Malformed{};

  const std::size_t body = end + head_end.size();
  if (bytes.size() - body < *head.length) return Incomplete{};
  return Response{*status, bytes.substr(body, *head.length), head.keep_alive, body + *head.length};
}

}  // namespace crosstown::load
