#include <fmt/format.h>

#include <algorithm>

#include "router/config/tree.h"

namespace crosstown::config {
namespace {

bool is_name(std::string_view text) {
  const auto letter_or_digit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  return !text.empty() && text.size() <= 63 && letter_or_digit(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter_or_digit(c) || c == '-'; });
}

}  // namespace

const Entry* Section::Impl::entry(std::string_view key) const {
  if (!node) return nullptr;
  const auto found = std::find_if(node->entries.begin(), node->entries.end(),
                                  [&](const Entry& e) { return e.key == key; });
  return found == node->entries.end() ? nullptr : &*found;
}

void Section::Impl::ask(std::string_view key) {
  if (std::find(asked.begin(), asked.end(), key) == asked.end()) asked.emplace_back(key);
}

Mark Section::mark() const { return impl_->mark; }

void Section::problem(std::string text) const {
  impl_->source->problems->add(impl_->source->file, impl_->mark, std::move(text));
}

void Section::problem_at(std::string_view key, std::string text) const {
  const Entry* entry = impl_->entry(key);
  impl_->source->problems->add(impl_->source->file, entry ? entry->value->mark : impl_->mark,
                               std::move(text));
}

bool Section::has(std::string_view key) {
  impl_->ask(key);
  return impl_->entry(key) != nullptr;
}

std::optional<Value> Section::find(std::string_view key) {
  impl_->ask(key);
  const Entry* entry = impl_->entry(key);
  if (!entry) return std::nullopt;
  return Value(std::make_shared<Value::Impl>(
      Value::Impl{impl_->source, entry->value, impl_->path, entry->key, entry->mark}));
}

std::optional<Value> Section::require(std::string_view key) {
  auto value = find(key);
  if (!value) {
    problem(impl_->path.empty() ? fmt::format("{} is missing", key)
                                : fmt::format("{}: {} is missing", impl_->path, key));
  }
  return value;
}

std::string Section::text(std::string_view key, std::string fallback) {
  const auto value = find(key);
  return value ? value->text(std::move(fallback)) : fallback;
}

std::string Section::required_text(std::string_view key) {
  const auto value = require(key);
  if (!value) return {};
  if (value->impl_->node->kind == Node::Kind::null ||
      (value->is_scalar() && value->text().empty())) {
    value->problem(value->impl_->subject() + " is empty");
    return {};
  }
  return value->text();
}

std::int64_t Section::integer(std::string_view key, std::int64_t low, std::int64_t high,
                              std::int64_t fallback) {
  const auto value = find(key);
  return value ? value->integer(low, high, fallback) : fallback;
}

bool Section::flag(std::string_view key, bool fallback) {
  const auto value = find(key);
  return value ? value->flag(fallback) : fallback;
}

std::chrono::milliseconds Section::duration(std::string_view key,
                                            std::chrono::milliseconds fallback) {
  const auto value = find(key);
  return value ? value->duration(fallback) : fallback;
}

std::uint64_t Section::size(std::string_view key, std::uint64_t fallback) {
  const auto value = find(key);
  return value ? value->size(fallback) : fallback;
}

std::vector<std::string> Section::texts(std::string_view key) {
  std::vector<std::string> out;
  const auto value = find(key);
  if (!value) return out;
  for (const Value& item : value->list_or_one()) {
    if (item.is_scalar()) {
      out.push_back(item.text());
    } else {
      item.impl_->must_be("text");
    }
  }
  return out;
}

std::string Section::required_secret(std::string_view key) {
  const auto value = require(key);
  return value ? value->secret() : std::string{};
}

Section Section::section(std::string_view key) {
  if (const auto value = find(key)) return value->section();
  auto absent = std::make_shared<Impl>();
  absent->source = impl_->source;
  absent->path = impl_->path.empty() ? std::string(key) : fmt::format("{}.{}", impl_->path, key);
  absent->mark = impl_->mark;
  return Section(std::move(absent));
}

std::vector<std::pair<std::string, Value>> Section::named_entries() {
  auto out = entries();
  for (const auto& [name, value] : out) {
    if (is_name(name)) continue;
    impl_->source->problems->add(
        impl_->source->file, value.impl_->key_mark,
        fmt::format("the name {} must be made of a-z, 0-9 and \"-\", at most 63 of them",
                    shown(name)));
  }
  return out;
}

std::vector<std::pair<std::string, Value>> Section::entries() {
  std::vector<std::pair<std::string, Value>> out;
  if (!impl_->node) return out;
  impl_->all_asked = true;
  for (const Entry& entry : impl_->node->entries) {
    out.emplace_back(entry.key,
                     Value(std::make_shared<Value::Impl>(Value::Impl{
                         impl_->source, entry.value, impl_->path, entry.key, entry.mark})));
  }
  return out;
}

const std::filesystem::path& Section::folder() const { return impl_->source->folder; }

void Section::finish() {
  if (!impl_->node || impl_->all_asked) return;
  for (const Entry& entry : impl_->node->entries) {
    if (std::find(impl_->asked.begin(), impl_->asked.end(), entry.key) != impl_->asked.end())
      continue;
    std::string text = fmt::format("unknown key {}", shown(entry.key));
    if (const std::string_view near = nearest(entry.key, impl_->asked); !near.empty()) {
      text += fmt::format("; did you mean \"{}\"?", near);
    } else {
      text += fmt::format("; known here: {}", fmt::join(impl_->asked, ", "));
    }
    impl_->source->problems->add(impl_->source->file, entry.mark, std::move(text));
  }
}

}  // namespace crosstown::config
