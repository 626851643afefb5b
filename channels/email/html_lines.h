// The text that HTML becomes, line by line. Of use in html_text.cpp only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace crosstown::mail {

[[nodiscard]] inline bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

// Words on lines: knows when a space, a line's end or an empty line is due, and quotes.
class TextLines {
 public:
  void text(char c) {
    if (is_space(c)) {
      space_ = true;
      return;
    }
    settle();
    out_ += c;
  }
  void text(std::string_view words) {
    for (const char c : words) text(c);
  }
  void raw(char c) {  // inside <pre>
    if (c == '\n') {
      line_break();
    } else if (c != '\r') {
      settle();
      out_ += c;
    }
  }
  void space() { space_ = true; }
  void line_break() { ++breaks_; }
  void block() { breaks_ = std::max(breaks_, 1); }
  void paragraph() { breaks_ = std::max(breaks_, 2); }
  void bullet() {
    block();
    text('-');
    bullet_ = true;
  }
  void quote() { quotes_ = std::min(quotes_ + 1, deepest_quote); }
  void unquote() {
    if (quotes_ > 0) --quotes_;
  }
  [[nodiscard]] std::size_t size() const { return out_.size(); }
  [[nodiscard]] std::string_view since(std::size_t begin) const {
    return std::string_view(out_).substr(std::min(begin, out_.size()));
  }
  [[nodiscard]] std::string take() && { return std::move(out_); }

 private:
  // What is due before the next character. Nothing parts an item's first word from its bullet.
  void settle() {
    if (bullet_) {
      out_ += ' ';
    } else if (breaks_ > 0 || out_.empty()) {
      begin_line(out_.empty() ? 0 : std::min(breaks_, 2));
    } else if (space_) {
      out_ += ' ';
    }
    space_ = bullet_ = false;
    breaks_ = 0;
  }
  // An empty line between two depths of quoting belongs to the outer one.
  void begin_line(int ends) {
    if (ends > 0) out_ += '\n';
    if (ends > 1) {
      prefix(std::min(quotes_, line_quotes_));
      out_ += '\n';
    }
    line_quotes_ = quotes_;
    prefix(quotes_);
    if (quotes_ > 0) out_ += ' ';
  }
  void prefix(std::size_t depth) { out_.append(depth, '>'); }

  static constexpr std::size_t deepest_quote = 16;

  std::string out_;
  bool space_ = false;
  bool bullet_ = false;
  int breaks_ = 0;
  std::size_t quotes_ = 0;
  std::size_t line_quotes_ = 0;
};

}  // namespace crosstown::mail
