#include "router/rules/fact_index.h"

#include <algorithm>

#include "router/message/text.h"
#include "router/rules/address_pattern.h"

namespace crosstown {
namespace {

constexpr std::size_t index_of(Field field) { return static_cast<std::size_t>(field); }

std::string key_of(std::string_view subject, std::string_view value) {
  return std::string(subject).append(1, '\0').append(value);
}

template <typename Numbers>
void look_up(const Numbers& numbers, std::string_view key, BitSet& facts) {
  if (numbers.empty()) return;
  const auto found = numbers.find(key);
  if (found != numbers.end()) facts.set(found->second);
}

// "es-MX" is also "es" (RFC 4647 section 3.3.1).
template <typename Numbers>
void look_up_language(const Numbers& numbers, std::string_view tag, BitSet& facts) {
  while (!numbers.empty() && !tag.empty()) {
    look_up(numbers, tag, facts);
    const auto dash = tag.rfind('-');
    tag = tag.substr(0, dash == std::string_view::npos ? 0 : dash);
  }
}

}  // namespace

FactIndex::FactIndex(const RuleSet& set) {
  for (std::size_t i = set.patterns.size(); i < set.facts.size(); ++i)
    add(set.facts[i], static_cast<FactNumber>(i), set);
}

void FactIndex::add(const Fact& fact, FactNumber number, const RuleSet& set) {
  const std::string& value = fact.value;
  if (fact.field == Field::hours) {
    const auto found = std::find(set.calendars.begin(), set.calendars.end(), fact.subject);
    open_calendars_.emplace_back(found - set.calendars.begin(), number);
  } else if (fact.field == Field::slot || fact.field == Field::area) {
    by_field_[index_of(fact.field)].emplace(key_of(fact.subject, value), number);
  } else if (fact.field == Field::from && value.ends_with('*')) {
    beginnings_.emplace(value.substr(0, value.size() - 1), number);
    beginning_sizes_.insert(value.size() - 1);
  } else if (fact.field == Field::from && value.starts_with('*')) {
    ends_.emplace(value.substr(1), number);
    end_sizes_.insert(value.size() - 1);
  } else {
    by_field_[index_of(fact.field)].emplace(value, number);
  }
}

void FactIndex::find(const Message& message, const Circumstances& circumstances,
                     BitSet& facts) const {
  const auto exact = [&](Field field, std::string_view value) {
    look_up(by_field_[index_of(field)], value, facts);
  };
  exact(Field::channel, message.channel);
  exact(Field::medium, to_text(message.medium));
  exact(Field::type, circumstances.type);
  look_up_language(by_field_[index_of(Field::language)], message.language, facts);
  if (!by_field_[index_of(Field::to)].empty()) exact(Field::to, comparable_address(message.to));
  find_address(message.from, facts);
  find_intent(message, facts);
  find_areas(circumstances, facts);
  for (const auto& [calendar, number] : open_calendars_) {
    if (calendar < circumstances.calendar_open.size() && circumstances.calendar_open[calendar])
      facts.set(number);
  }
}

void FactIndex::find_address(std::string_view written, BitSet& facts) const {
  const Numbers& whole = by_field_[index_of(Field::from)];
  if (whole.empty() && beginnings_.empty() && ends_.empty()) return;
  const std::string address = comparable_address(written);
  const std::string_view view = address;
  look_up(whole, view, facts);
  for (const std::size_t size : beginning_sizes_) {
    if (size > view.size()) break;
    look_up(beginnings_, view.substr(0, size), facts);
  }
  for (const std::size_t size : end_sizes_) {
    if (size > view.size()) break;
    look_up(ends_, view.substr(view.size() - size), facts);
  }
}

void FactIndex::find_intent(const Message& message, BitSet& facts) const {
  if (!message.intent) return;
  look_up(by_field_[index_of(Field::intent)], message.intent->name, facts);
  const Numbers& slots = by_field_[index_of(Field::slot)];
  if (slots.empty()) return;
  for (const auto& [name, value] : message.intent->slots)
    look_up(slots, key_of(name, fold(value)), facts);
}

void FactIndex::find_areas(const Circumstances& circumstances, BitSet& facts) const {
  const Numbers& areas = by_field_[index_of(Field::area)];
  if (areas.empty()) return;
  for (const auto& [kind, value] : circumstances.areas)
    look_up(areas, key_of(kind, fold(value)), facts);
}

}  // namespace crosstown
