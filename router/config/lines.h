// The lines of a file, for places.
#pragma once

#include <yaml-cpp/mark.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "router/config/reader.h"

namespace crosstown::config {

// Line starts, so that yaml-cpp's byte columns become characters without rescanning the file.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') starts_.push_back(i + 1);
    }
  }
  [[nodiscard]] Mark mark(const YAML::Mark& mark) const {
    if (mark.is_null()) return {};
    const std::string_view before = line(mark).substr(0, static_cast<std::size_t>(mark.column));
    const auto characters = std::count_if(before.begin(), before.end(),
                                          [](unsigned char c) { return (c & 0xC0) != 0x80; });
    return {mark.line + 1, static_cast<int>(characters) + 1};
  }

  // From the mark to the end of the file.
  [[nodiscard]] std::string_view from(const YAML::Mark& mark) const {
    const std::string_view rest = line(mark);
    return rest.substr(std::min(static_cast<std::size_t>(mark.column), rest.size()));
  }
  // The tab that indents the line of `mark`, if one does.
  [[nodiscard]] std::optional<Mark> indenting_tab(const YAML::Mark& mark) const {
    if (mark.is_null()) return std::nullopt;
    const std::string_view rest = line(mark);
    const std::size_t indent = std::min(rest.find_first_not_of(" \t"), rest.size());
    const std::size_t tab = rest.substr(0, indent).find('\t');
    if (tab == std::string_view::npos) return std::nullopt;
    return Mark{mark.line + 1, static_cast<int>(tab) + 1};
  }

 private:
  // From the start of the mark's line to the end of the file.
  [[nodiscard]] std::string_view line(const YAML::Mark& mark) const {
    return text_.substr(starts_[std::min(static_cast<std::size_t>(mark.line), starts_.size() - 1)]);
  }

  std::string_view text_;
  std::vector<std::size_t> starts_{0};
};

}  // namespace crosstown::config
