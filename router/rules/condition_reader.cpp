#include "router/rules/condition_reader.h"

#include <algorithm>

#include "router/message/text.h"
#include "router/rules/address_pattern.h"
#include "router/rules/regex_size.h"

namespace crosstown {
namespace {

using config::Section;
using config::Value;

constexpr int max_depth = 8;
constexpr std::size_t max_line = 256;  // as normalise() cuts the names of intents and slots

const std::vector<std::string>& medium_words() {
  static const std::vector<std::string> words = [] {
    std::vector<std::string> all;
    for (const auto medium : {Medium::phone, Medium::sms, Medium::chat, Medium::email,
                              Medium::voice_assistant, Medium::app, Medium::walk_in}) {
      all.emplace_back(to_text(medium));
    }
    return all;
  }();
  return words;
}

const std::vector<std::string> states{"open", "closed"};

// A condition of one part is that part.
Condition joined(Condition::Kind kind, std::vector<Condition> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  return {kind, {}, std::move(parts)};
}

// Unknown keys are told by themselves, so a map of nothing else is not empty.
bool is_empty(const Value& map) { return map.section().entries().empty(); }

Condition leaf_of(FactNumber fact) { return {Condition::Kind::leaf, {fact}, {}}; }

// What a value has to be in a message that can match at all.
std::optional<std::string> line(const std::string& text, const Value& at, Mistakes& mistakes) {
  if (!text.empty() && text.size() <= max_line && clean(text) == text &&
      text.find('\n') == std::string::npos)
    return text;
  mistakes.tell(at, fmt::format("a name or value here is plain text of 1 to {} bytes", max_line));
  return std::nullopt;
}

std::optional<std::string> read_line(const Value& value, Mistakes& mistakes) {
  const auto text = mistakes.text(value);
  return text ? line(*text, value, mistakes) : std::nullopt;
}

// Compared as text is: any case, accents folded.
std::optional<std::string> folded_line(const Value& value, Mistakes& mistakes) {
  const auto text = read_line(value, mistakes);
  return text ? std::optional(fold(*text)) : std::nullopt;
}

template <typename Read>
std::optional<std::string> address(const Value& value, Mistakes& mistakes, Read read) {
  const auto written = mistakes.text(value);
  if (!written) return std::nullopt;
  auto address = read(*written);
  if (auto* text = std::get_if<std::string>(&address)) return std::move(*text);
  mistakes.tell(value, std::get<AddressMistake>(address).text);
  return std::nullopt;
}

}  // namespace

std::optional<std::string> read_type(const Value& value, Mistakes& mistakes) {
  auto type = mistakes.text(value);
  if (!type) return std::nullopt;
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (!type->empty() && type->size() <= 63 && type->front() != '-' &&
      std::all_of(type->begin(), type->end(), fits))
    return type;
  mistakes.tell(
      value,
      fmt::format("the type \"{}\" must be a name of small letters, digits and dashes", *type));
  return std::nullopt;
}

Condition ConditionReader::read(const Value& when, std::string_view queue) {
  queue_ = queue;
  return map(when, 1);
}

template <typename Shape>
void ConditionReader::leaf(Section& when, Field field, Condition& into, Shape shape) {
  if (const auto value = when.find(to_text(field)))
    into.parts.push_back(values(*value, field, {}, shape));
}

// Any of the values, each in the shape that messages have it in.
template <typename Shape>
Condition ConditionReader::values(const Value& value, Field field, const std::string& subject,
                                  Shape shape) {
  Condition leaf{Condition::Kind::leaf, {}, {}};
  for (const auto& entry : entries(value, subject.empty() ? to_text(field) : subject)) {
    if (auto shaped = shape(entry))
      leaf.facts.push_back(facts_.add(field, subject, std::move(*shaped)));
  }
  return leaf;
}

std::vector<Value> ConditionReader::entries(const Value& value, std::string_view key) {
  auto list = value.list_or_one();
  if (list.empty())
    mistakes_.tell(value, fmt::format("{} is an empty list, so the rule would never match", key));
  return list;
}

Condition ConditionReader::map(const Value& value, int depth) {
  Condition all{Condition::Kind::all, {}, {}};
  if (depth > max_depth) {
    mistakes_.tell(value, fmt::format("conditions may be nested {} deep at most", max_depth));
    return all;
  }
  if (!value.is_map()) {
    mistakes_.must_be(value, "a map of conditions, like { text: [pothole, bache] }");
    return all;
  }
  Section when = value.section();
  leaf(when, Field::channel, all,
       [&](const Value& v) { return mistakes_.one_of(v, names_.channels, "channels"); });
  leaf(when, Field::medium, all,
       [&](const Value& v) { return mistakes_.one_of(v, medium_words(), "media"); });
  leaf(when, Field::to, all,
       [&](const Value& v) { return address(v, mistakes_, read_own_address); });
  leaf(when, Field::from, all,
       [&](const Value& v) { return address(v, mistakes_, read_resident_address); });
  leaf(when, Field::language, all,
       [&](const Value& v) { return mistakes_.one_of(v, names_.languages, "languages"); });
  leaf(when, Field::type, all, [&](const Value& v) { return read_type(v, mistakes_); });
  if (const auto v = when.find("intent")) all.parts.push_back(intent(*v));
  if (const auto v = when.find("area")) all.parts.push_back(area(*v));
  if (const auto v = when.find("hours")) all.parts.push_back(hours(*v));
  if (const auto v = when.find("text")) all.parts.push_back(text(*v));
  nested(when, all, depth);
  when.finish();
  if (is_empty(value))
    mistakes_.tell(value, fmt::format("{} has no condition", depth == 1 ? "when" : "this map"));
  return joined(Condition::Kind::all, std::move(all.parts));
}

void ConditionReader::nested(Section& when, Condition& into, int depth) {
  if (const auto value = when.find("all"))
    into.parts.push_back(joined(Condition::Kind::all, list(*value, "all", depth)));
  if (const auto value = when.find("any"))
    into.parts.push_back(joined(Condition::Kind::any, list(*value, "any", depth)));
  if (const auto value = when.find("not"))
    into.parts.push_back({Condition::Kind::negation, {}, {map(*value, depth + 1)}});
}

std::vector<Condition> ConditionReader::list(const Value& value, std::string_view key, int depth) {
  std::vector<Condition> parts;
  if (!value.is_list()) {
    mistakes_.must_be(value, "a list of conditions, like [{ medium: sms }, { language: es }]");
    return parts;
  }
  for (const auto& entry : entries(value, key)) parts.push_back(map(entry, depth + 1));
  return parts;
}

// A name, a map from a name to values of slots, or a list of both.
Condition ConditionReader::intent(const Value& value) {
  Condition named{Condition::Kind::leaf, {}, {}};
  std::vector<Condition> any;
  for (const auto& entry : entries(value, "intent")) {
    if (!entry.is_map()) {
      if (auto name = read_line(entry, mistakes_))
        named.facts.push_back(facts_.add(Field::intent, {}, std::move(*name)));
      continue;
    }
    Section section = entry.section();
    if (is_empty(entry)) mistakes_.tell(entry, "this map names no intent");
    for (const auto& [name, slots] : section.entries())
      any.push_back(intent_with_slots(name, slots));
  }
  if (!named.facts.empty()) any.insert(any.begin(), std::move(named));
  return joined(Condition::Kind::any, std::move(any));
}

Condition ConditionReader::intent_with_slots(const std::string& name, const Value& slots) {
  std::vector<Condition> parts;
  if (const auto valid = line(name, slots, mistakes_))
    parts.push_back(leaf_of(facts_.add(Field::intent, {}, *valid)));
  if (!slots.is_map()) {
    mistakes_.must_be(slots, "a map of slots, like { issue: pothole }");
  } else {
    Section section = slots.section();
    for (const auto& [slot, wanted] : section.entries())
      parts.push_back(values(wanted, Field::slot, slot,
                             [&](const Value& v) { return folded_line(v, mistakes_); }));
  }
  return joined(Condition::Kind::all, std::move(parts));
}

Condition ConditionReader::area(const Value& value) {
  std::vector<Condition> parts;
  if (names_.area_kinds.empty()) {
    mistakes_.tell(value, "no areas are configured");
  } else if (!value.is_map()) {
    mistakes_.must_be(
        value, fmt::format("a map of areas, like {{ {}: \"3\" }}", names_.area_kinds.front()));
  } else {
    Section section = value.section();
    for (const auto& kind : names_.area_kinds) {
      if (const auto wanted = section.find(kind))
        parts.push_back(values(*wanted, Field::area, kind,
                               [&](const Value& v) { return folded_line(v, mistakes_); }));
    }
    section.finish();
    if (is_empty(value)) mistakes_.tell(value, "area names no kind of area");
  }
  return joined(Condition::Kind::all, std::move(parts));
}

Condition ConditionReader::hours(const Value& value) {
  std::vector<Condition> parts;
  if (names_.calendars.empty()) {
    mistakes_.tell(value, "no calendars are configured");
  } else if (!value.is_map()) {
    return own_hours(value);
  } else {
    Section section = value.section();
    for (const auto& name : names_.calendars) {
      if (const auto state = section.find(name)) parts.push_back(calendar(name, *state));
    }
    section.finish();
    if (is_empty(value)) mistakes_.tell(value, "hours names no calendar");
  }
  return joined(Condition::Kind::all, std::move(parts));
}

Condition ConditionReader::own_hours(const Value& value) {
  if (queue_.empty()) return {};
  const auto own = names_.queue_calendars.find(queue_);
  if (own != names_.queue_calendars.end()) return calendar(own->second, value);
  mistakes_.tell(value, fmt::format("the queue {} has no hours of its own; give it some, or write "
                                    "hours: {{ {}: open }}",
                                    queue_, names_.calendars.front()));
  return {};
}

Condition ConditionReader::calendar(const std::string& name, const Value& state) {
  const auto wanted = mistakes_.one_of(state, states, "states");
  Condition open = leaf_of(facts_.add(Field::hours, name, {}));
  if (wanted == "open") return open;
  return {Condition::Kind::negation, {}, {std::move(open)}};
}

Condition ConditionReader::text(const Value& value) {
  Condition leaf{Condition::Kind::leaf, {}, {}};
  for (const auto& entry : entries(value, "text")) {
    const auto written = mistakes_.text(entry);
    if (!written) continue;
    if (const auto known = facts_.find_text(*written)) {
      leaf.facts.push_back(*known);
      continue;
    }
    auto pattern = read_pattern(*written);
    if (auto* good = std::get_if<Pattern>(&pattern)) {
      count(*good, entry);
      leaf.facts.push_back(facts_.add_text(*written, std::move(*good)));
    } else {
      mistakes_.tell(entry, std::get<PatternMistake>(pattern).text);
    }
  }
  return leaf;
}

void ConditionReader::count(const Pattern& pattern, const Value& entry) {
  if (!pattern.words.empty() || expressions_ > all_regexes_limit) return;
  expressions_ += regex_size(pattern.expression);
  if (expressions_ <= all_regexes_limit) return;
  mistakes_.tell(entry,
                 fmt::format("the regular expressions of all rules together repeat too much: with "
                             "their counts written out they have more than {} characters",
                             all_regexes_limit));
}

}  // namespace crosstown
