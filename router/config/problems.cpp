#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "router/config/tree.h"

namespace crosstown::config {

std::string to_text(const Problem& problem) {
  if (problem.mark.line == 0) return fmt::format("{}: {}", problem.file, problem.text);
  return fmt::format("{}:{}:{}: {}", problem.file, problem.mark.line, problem.mark.column,
                     problem.text);
}

void Problems::add(std::string file, Mark mark, std::string text) {
  if (!known_.emplace(file, mark.line, mark.column, text).second) return;
  list_.push_back({std::move(file), mark, std::move(text)});
}

std::vector<Problem> Problems::sorted() const {
  std::vector<Problem> sorted = list_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& a, const Problem& b) {
    return std::pair(a.mark.line, a.mark.column) < std::pair(b.mark.line, b.mark.column);
  });
  return sorted;
}

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::size_t end = std::min(text.size(), longest);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  std::string out = "\"";
  for (const char c : text.substr(0, end)) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + (end < text.size() ? "…\"" : "\"");
}

std::string shown(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null: return "nothing";
    case Node::Kind::scalar: return shown(node.text);
    case Node::Kind::list: return "a list";
    case Node::Kind::map: return "a map";
  }
  return {};
}

}  // namespace crosstown::config
