#include "tests/channels/request_file.h"

#include <charconv>
#include <fstream>
#include <iterator>

namespace crosstown {
namespace {

constexpr std::string_view public_url = "https://311.riverbend.example";

std::string with_bytes(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    unsigned byte = 0;
    const bool marked = text.size() >= 6 && text.starts_with("{{") && text.substr(4, 2) == "}}";
    if (marked &&
        std::from_chars(text.data() + 2, text.data() + 4, byte, 16).ptr == text.data() + 4) {
      out += static_cast<char>(byte);
      text.remove_prefix(6);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string_view take_until(std::string_view& rest, char end) {
  const std::size_t at = rest.find(end);
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return taken;
}

}  // namespace

RequestFile::RequestFile(std::string_view text) : text_(with_bytes(text)) {
  std::string_view rest = text_;
  if (rest.ends_with('\n')) rest.remove_suffix(1);
  std::string_view line = take_until(rest, '\n');
  method_ = take_until(line, ' ');
  target_ = line;
  while (!rest.empty()) {
    line = take_until(rest, '\n');
    if (line.empty()) break;
    const std::string_view name = take_until(line, ':');
    if (line.starts_with(' ')) line.remove_prefix(1);
    headers_.push_back({name, line});
  }
  body_ = rest;
}

HttpRequest RequestFile::view() const {
  return {.method = method_,
          .target = target_,
          .public_url = public_url,
          .headers = headers_,
          .body = body_};
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace crosstown
