#include "router/places/street_name.h"

namespace crosstown::places {
namespace {

// Takes the direction off the end, if a name is left over: of Avenue N nothing would be.
void take_after(std::span<const Token>& words, StreetName& name) {
  if (words.size() == 2 && words.front().is(type)) return;
  if (words.size() < 2 || !words.back().is(direction) || !name.after.empty()) return;
  name.after = words.back().canon;
  words = words.first(words.size() - 1);
}

void take_type(std::span<const Token>& words, StreetName& name) {
  if (words.size() < 2 || !words.back().is(type)) return;
  name.type = words.back().canon;
  name.any_type = words.back().is(any_type);
  words = words.first(words.size() - 1);
}

void take_before(std::span<const Token>& words, StreetName& name) {
  if (words.size() < 2 || !words.front().is(direction)) return;
  name.before = words.front().canon;
  words = words.subspan(1);
}

// "Avenue B", "calle Main".
void take_type_before(std::span<const Token>& words, StreetName& name) {
  if (words.size() < 2 || !words.front().is(type) || !name.type.empty()) return;
  name.type = words.front().canon;
  name.any_type = words.front().is(any_type);
  words = words.subspan(1);
}

class Comparison {
 public:
  void compare(std::string_view asked, std::string_view street, bool gently = false) {
    if (asked == street) return;
    if (!asked.empty() && !street.empty() && !gently) same_ = false;
    if (!asked.empty()) ++likeness_.missed;
    if (!street.empty()) ++likeness_.further;
  }
  [[nodiscard]] std::optional<Likeness> result() const {
    return same_ ? std::optional(likeness_) : std::nullopt;
  }

 private:
  Likeness likeness_;
  bool same_ = true;
};

}  // namespace

StreetName street_name(std::span<const Token> words) {
  StreetName name;
  take_after(words, name);
  take_type(words, name);
  take_after(words, name);
  take_before(words, name);
  take_type_before(words, name);
  take_before(words, name);
  for (const Token& word : words) {
    if (!name.core.empty()) name.core += ' ';
    name.core += word.canon;
    if (word.is(ordinal)) name.core += "th";
  }
  name.is_number = words.size() == 1 && words.front().is(Role::number);
  return name;
}

std::optional<Likeness> likeness(const StreetName& asked, const StreetName& street) {
  Comparison comparison;
  comparison.compare(asked.type, street.type, asked.any_type);
  if (asked.is_number) {
    if (asked.after != street.after) return std::nullopt;
    comparison.compare(asked.before, street.before);
    return comparison.result();
  }
  // "415 Main North" is 415 N Main.
  const bool one_each =
      asked.before.empty() != asked.after.empty() && street.before.empty() != street.after.empty();
  if (one_each) {
    comparison.compare(asked.before.empty() ? asked.after : asked.before,
                       street.before.empty() ? street.after : street.before);
  } else {
    comparison.compare(asked.before, street.before);
    comparison.compare(asked.after, street.after);
  }
  return comparison.result();
}

}  // namespace crosstown::places
