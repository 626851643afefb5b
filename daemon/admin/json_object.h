// What the admin doors' JSON is written with.
#pragma once

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "router/message/json.h"
#include "router/message/message.h"

namespace crosstown::pages {

// Appends `"key":` and a value, with the comma where one is due.
class Object {
 public:
  explicit Object(std::string& out) : out_(out) { out_ += '{'; }
  ~Object() { out_ += '}'; }
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  Object& text(std::string_view key, std::string_view value) {
    json::append_string(name(key), value);
    return *this;
  }
  Object& number(std::string_view key, std::uint64_t value) {
    json::append_number(name(key), value);
    return *this;
  }
  Object& flag(std::string_view key, bool value) {
    name(key) += value ? "true" : "false";
    return *this;
  }
  // The value is the caller's to append.
  std::string& name(std::string_view key) {
    if (!std::exchange(first_, false)) out_ += ',';
    json::append_string(out_, key);
    return out_ += ':';
  }

 private:
  std::string& out_;
  bool first_ = true;
};

template <class List, class Append>
void append_list(std::string& out, const List& list, Append append) {
  out += '[';
  bool first = true;
  for (const auto& one : list) {
    if (!std::exchange(first, false)) out += ',';
    append(one);
  }
  out += ']';
}

inline std::string utc(Time time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(time)),
                     time.time_since_epoch().count() % 1000);
}

// What came over the wire may be any bytes; a JSON string may not.
inline std::string printable(std::string_view bytes) {
  if (simdjson::validate_utf8(bytes.data(), bytes.size())) return std::string(bytes);
  std::string text;
  for (char c : bytes) text += static_cast<unsigned char>(c) < 0x80 ? c : '?';
  return text;
}

}  // namespace crosstown::pages
