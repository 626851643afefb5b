// `when:` of a rule as a condition. Every mistake becomes a problem at its place.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "router/config/reader.h"
#include "router/rules/fact_table.h"
#include "router/rules/mistakes.h"
#include "router/rules/rules.h"

namespace crosstown {

class ConditionReader {
 public:
  // All of them outlive the reader.
  ConditionReader(const RuleNames& names, FactTable& facts, Mistakes& mistakes)
      : names_(names), facts_(facts), mistakes_(mistakes) {}

  // `queue`: the rule's own, whose calendar `hours: open` means; empty when it could not be read.
  [[nodiscard]] Condition read(const config::Value& when, std::string_view queue);

 private:
  template <typename Shape>
  void leaf(config::Section& when, Field field, Condition& into, Shape shape);
  template <typename Shape>
  [[nodiscard]] Condition values(const config::Value& value, Field field,
                                 const std::string& subject, Shape shape);
  [[nodiscard]] std::vector<config::Value> entries(const config::Value& value,
                                                   std::string_view key);

  [[nodiscard]] Condition map(const config::Value& value, int depth);
  void nested(config::Section& when, Condition& into, int depth);
  [[nodiscard]] std::vector<Condition> list(const config::Value& value, std::string_view key,
                                            int depth);
  [[nodiscard]] Condition intent(const config::Value& value);
  [[nodiscard]] Condition intent_with_slots(const std::string& name, const config::Value& slots);
  [[nodiscard]] Condition area(const config::Value& value);
  [[nodiscard]] Condition hours(const config::Value& value);
  [[nodiscard]] Condition own_hours(const config::Value& value);
  [[nodiscard]] Condition calendar(const std::string& name, const config::Value& state);
  [[nodiscard]] Condition text(const config::Value& value);
  void count(const Pattern& pattern, const config::Value& entry);

  const RuleNames& names_;
  FactTable& facts_;
  Mistakes& mistakes_;
  std::string_view queue_;
  std::size_t expressions_ = 0;  // size of all regular expressions so far
};

// Types are counted by name: the same shape as names of queues and channels. Tells what is wrong.
[[nodiscard]] std::optional<std::string> read_type(const config::Value& value, Mistakes& mistakes);

}  // namespace crosstown
