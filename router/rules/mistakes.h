// Tells what is wrong with rules at its place, and remembers that something was.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "router/config/reader.h"

namespace crosstown {

class Mistakes {
 public:
  [[nodiscard]] bool any() const { return any_; }

  // For what the configuration's reader has told already.
  void note() { any_ = true; }

  void tell(const config::Value& at, std::string text) {
    at.problem(std::move(text));
    any_ = true;
  }

  // `what` completes "channel must be …".
  void must_be(const config::Value& at, std::string_view what) {
    at.must_be(what);
    any_ = true;
  }

  [[nodiscard]] std::optional<std::string> text(const config::Value& value) {
    if (value.is_scalar()) return value.text();
    must_be(value, "text");
    return std::nullopt;
  }

  // One of the names; `kind` ("calendars") is what none are configured of when there are none.
  [[nodiscard]] std::optional<std::string> one_of(const config::Value& value,
                                                  std::span<const std::string> names,
                                                  std::string_view kind) {
    if (names.empty()) {
      tell(value, fmt::format("no {} are configured", kind));
      return std::nullopt;
    }
    const auto found = value.one_of(names);
    if (!found) note();
    return found ? std::optional(names[*found]) : std::nullopt;
  }

 private:
  bool any_ = false;
};

}  // namespace crosstown
