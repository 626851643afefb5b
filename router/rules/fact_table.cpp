#include "router/rules/fact_table.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace crosstown {
namespace {

// Until the count of texts is known, the numbers of all others begin here.
constexpr FactNumber others_begin = FactNumber{1} << 31;

std::string why_of(Field field, const std::string& subject, const std::string& value) {
  switch (field) {
    case Field::from: return fmt::format("from matches {}", value);
    case Field::slot: return fmt::format("slot {} is {}", subject, value);
    case Field::area: return fmt::format("{} is {}", subject, value);
    case Field::hours: return fmt::format("hours of {} are open", subject);
    default: return fmt::format("{} is {}", to_text(field), value);
  }
}

void renumber(Condition& condition, FactNumber texts) {
  for (FactNumber& fact : condition.facts) {
    if (fact >= others_begin) fact = fact - others_begin + texts;
  }
  for (Condition& part : condition.parts) renumber(part, texts);
}

}  // namespace

std::string_view to_text(Field field) {
  constexpr std::array<std::string_view, 11> words{"channel",  "medium", "to",     "from",
                                                   "language", "type",   "intent", "slot",
                                                   "area",     "hours",  "text"};
  return words[static_cast<std::size_t>(field)];
}

FactNumber FactTable::add(Field field, std::string subject, std::string value) {
  const auto next = others_begin + static_cast<FactNumber>(others_.size());
  const auto [known, is_new] = others_by_meaning_.try_emplace({field, subject, value}, next);
  if (is_new) {
    std::string why = why_of(field, subject, value);
    others_.push_back({field, std::move(subject), std::move(value), std::move(why)});
  }
  return known->second;
}

std::optional<FactNumber> FactTable::find_text(const std::string& written) const {
  const auto known = texts_by_writing_.find(written);
  if (known == texts_by_writing_.end()) return std::nullopt;
  return known->second;
}

FactNumber FactTable::add_text(const std::string& written, Pattern pattern) {
  const bool is_phrase = !pattern.words.empty();
  const auto next = static_cast<FactNumber>(texts_.size());
  const auto [known, is_new] = texts_by_meaning_.try_emplace({is_phrase, pattern.expression}, next);
  texts_by_writing_.emplace(written, known->second);
  if (is_new) {
    std::string why = is_phrase ? fmt::format("text matched \"{}\"", written)
                                : fmt::format("text matched {}", written);
    texts_.push_back({Field::text, {}, written, std::move(why)});
    patterns_.push_back(std::move(pattern));
  }
  return known->second;
}

void FactTable::number_for_good(RuleSet& set) {
  const auto texts = static_cast<FactNumber>(texts_.size());
  for (Rule& rule : set.rules) renumber(rule.when, texts);
  set.facts = std::move(texts_);
  set.facts.insert(set.facts.end(), std::make_move_iterator(others_.begin()),
                   std::make_move_iterator(others_.end()));
  set.patterns = std::move(patterns_);
}

}  // namespace crosstown
