#include "router/rules/regex_size.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "router/message/utf8.h"

namespace crosstown {
namespace {

std::size_t capped(std::size_t size) { return std::min(size, regex_size_limit + 1); }

class Measure {
 public:
  explicit Measure(std::string_view expression) : rest_(expression) {}

  std::size_t total() {
    while (!rest_.empty()) step();
    while (open_.size() > 1) close();
    return capped(open_.front() + last_);
  }

 private:
  // Takes one piece. What may repeat is the last atom.
  void step() {
    if (rest_.starts_with("(?#")) return skip_to(')');
    if (rest_.starts_with("\\Q")) return literal();
    if (rest_.starts_with("\\E")) return rest_.remove_prefix(2);
    switch (rest_.front()) {
      case '(': return open();
      case ')': rest_.remove_prefix(1); return close();
      case '[': return atom(class_size());
      case '\\': return atom(escape_size());
      case '{':
        if (const auto times = count()) last_ = capped(last_ * *times);
        return;
      case '*':
      case '+':
      case '?': return rest_.remove_prefix(1);
      default: return atom(character_size());
    }
  }

  void atom(std::size_t bytes) {
    rest_.remove_prefix(bytes);
    open_.back() = capped(open_.back() + last_);
    last_ = 1;
  }

  void open() {
    atom(1);
    last_ = 0;
    open_.push_back(0);
  }

  void close() {
    if (open_.size() == 1) return;  // not well-formed: vectorscan tells
    last_ = std::max<std::size_t>(1, capped(open_.back() + last_));
    open_.pop_back();
  }

  void literal() {
    rest_.remove_prefix(2);
    while (!rest_.empty() && !rest_.starts_with("\\E")) atom(character_size());
  }

  void skip_to(char end) {
    const auto at = rest_.find(end);
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at + 1);
  }

  [[nodiscard]] std::size_t character_size() const {
    const auto character = utf8::first(rest_);
    return character ? character->bytes : 1;
  }

  // "\d", "\x{1F525}", "\p{L}"
  [[nodiscard]] std::size_t escape_size() const {
    const bool braced = rest_.size() > 2 && rest_[2] == '{' &&
                        std::string_view("xpPoN").find(rest_[1]) != std::string_view::npos;
    const auto end = braced ? rest_.find('}') : std::string_view::npos;
    if (end != std::string_view::npos) return end + 1;
    return std::min<std::size_t>(rest_.size(), 2);
  }

  // "[^]a]", "[[:alpha:]\]]"
  [[nodiscard]] std::size_t class_size() const {
    std::size_t at = rest_.starts_with("[^") ? 2 : 1;
    if (at < rest_.size() && rest_[at] == ']') ++at;
    while (at < rest_.size() && rest_[at] != ']') {
      const auto named =
          rest_.substr(at).starts_with("[:") ? rest_.find(":]", at) : std::string_view::npos;
      if (named != std::string_view::npos) {
        at = named + 2;
      } else {
        at += rest_[at] == '\\' ? 2 : 1;
      }
    }
    return std::min(rest_.size(), at + 1);
  }

  // "{3}", "{3,}", "{3,5}", taken off: the larger number. Else a { of its own.
  std::optional<std::size_t> count() {
    const auto end = rest_.find('}');
    const std::string_view inside =
        end == std::string_view::npos ? std::string_view{} : rest_.substr(1, end - 1);
    const auto comma = std::min(inside.find(','), inside.size());
    const auto low = number(inside.substr(0, comma));
    const std::string_view after = inside.substr(std::min(inside.size(), comma + 1));
    const auto high = after.empty() ? low : number(after);
    if (!low || !high) {
      atom(1);
      return std::nullopt;
    }
    rest_.remove_prefix(end + 1);
    return std::max({std::size_t{1}, *low, *high});
  }

  static std::optional<std::size_t> number(std::string_view digits) {
    std::size_t value = 0;
    const char* const last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, value);
    if (digits.empty() || end != last) return std::nullopt;
    return error == std::errc::result_out_of_range ? regex_size_limit + 1 : capped(value);
  }

  std::string_view rest_;
  std::vector<std::size_t> open_{0};  // of each open group, what stands before its last atom
  std::size_t last_ = 0;              // the last atom, with its repeats
};

}  // namespace

std::size_t regex_size(std::string_view expression) { return Measure(expression).total(); }

}  // namespace crosstown
