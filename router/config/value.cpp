// One value as a type. Every wrong one is told in the same words: "limits: idle must be …, not …".
#include <fmt/format.h>

#include <algorithm>

#include "router/config/scalars.h"
#include "router/config/tree.h"

namespace crosstown::config {
namespace {

constexpr std::size_t most_words = 16;

// "debug, info or error"
std::string either(std::span<const std::string> words) {
  if (words.empty()) return "one of a list that is empty";
  std::string out = words[0];
  const std::size_t shown = std::min(words.size(), most_words);
  const bool all = shown == words.size();
  for (std::size_t i = 1; i < shown; ++i) out += (all && i + 1 == shown ? " or " : ", ") + words[i];
  if (!all) out += fmt::format(" or one of {} more", words.size() - shown);
  return out;
}

}  // namespace

void Value::Impl::must_be(std::string_view what) const {
  source->problems->add(source->file, node->mark,
                        fmt::format("{} must be {}, not {}", subject(), what, shown(*node)));
}

Mark Value::mark() const { return impl_->node->mark; }

void Value::problem(std::string text) const {
  impl_->source->problems->add(impl_->source->file, mark(), std::move(text));
}

void Value::must_be(std::string_view what) const { impl_->must_be(what); }

bool Value::is_map() const { return impl_->node->kind == Node::Kind::map; }
bool Value::is_list() const { return impl_->node->kind == Node::Kind::list; }
bool Value::is_scalar() const { return impl_->node->kind == Node::Kind::scalar; }

std::string Value::text(std::string fallback) const {
  if (is_scalar()) return impl_->node->text;
  impl_->must_be("text");
  return fallback;
}

std::int64_t Value::integer(std::int64_t low, std::int64_t high, std::int64_t fallback) const {
  if (is_scalar() && !impl_->node->quoted) {
    const auto number = parse_integer(impl_->node->text);
    if (number && *number >= low && *number <= high) return *number;
  }
  impl_->must_be(fmt::format("a whole number from {} to {}", low, high));
  return fallback;
}

bool Value::flag(bool fallback) const {
  if (is_scalar() && !impl_->node->quoted) {
    if (impl_->node->text == "true") return true;
    if (impl_->node->text == "false") return false;
  }
  impl_->must_be("true or false");
  return fallback;
}

std::chrono::milliseconds Value::duration(std::chrono::milliseconds fallback) const {
  if (const auto parsed = is_scalar() ? parse_duration(impl_->node->text) : std::nullopt)
    return *parsed;
  impl_->must_be("a duration like 500ms, 5s, 3m, 2h or 1d");
  return fallback;
}

std::uint64_t Value::size(std::uint64_t fallback) const {
  if (const auto parsed = is_scalar() ? parse_size(impl_->node->text) : std::nullopt)
    return *parsed;
  impl_->must_be("a size like 4096, 64KiB, 10MB or 4GiB");
  return fallback;
}

std::vector<Value> Value::list() const {
  std::vector<Value> out;
  if (impl_->node->kind == Node::Kind::null)
    return out;  // "numbers:" with all its lines commented out
  if (!is_list()) {
    impl_->must_be("a list");
    return out;
  }
  for (const NodePtr& item : impl_->node->items) {
    const std::string name = fmt::format("{} #{}", impl_->name, out.size() + 1);
    out.push_back(
        Value(std::make_shared<Impl>(Impl{impl_->source, item, impl_->where, name, item->mark})));
  }
  return out;
}

std::vector<Value> Value::list_or_one() const {
  if (is_scalar() || is_map()) return {*this};
  return list();
}

Section Value::section() const {
  auto section = std::make_shared<Section::Impl>();
  section->source = impl_->source;
  section->path = impl_->path();
  section->mark = impl_->key_mark;
  if (is_map()) {
    section->node = impl_->node;
  } else if (impl_->node->kind != Node::Kind::null) {
    impl_->must_be("a map of keys");
  }
  return Section(std::move(section));
}

std::optional<std::size_t> Value::one_of(std::span<const std::string> words) const {
  if (is_scalar()) {
    const auto found = std::find(words.begin(), words.end(), impl_->node->text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  }
  std::string text =
      fmt::format("{} must be {}, not {}", impl_->subject(), either(words), shown(*impl_->node));
  const std::string_view near =
      is_scalar() ? nearest(impl_->node->text, words) : std::string_view{};
  if (!near.empty()) text += fmt::format("; did you mean \"{}\"?", near);
  problem(std::move(text));
  return std::nullopt;
}

}  // namespace crosstown::config
