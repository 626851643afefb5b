#include "router/rules/rules_reader.h"

#include <set>

#include "router/message/text.h"
#include "router/rules/condition_reader.h"
#include "router/rules/result_reader.h"

namespace crosstown {
namespace {

using config::Section;
using config::Value;

constexpr std::size_t max_name = 100;

class Reader {
 public:
  explicit Reader(const RuleNames& names) : names_(names), conditions_(names, facts_, mistakes_) {}

  std::optional<RuleSet> read(const Value& routes) {
    const auto list = routes.list();
    if (list.empty()) {
      mistakes_.tell(
          routes, "routes need at least one rule, without when: it takes what no other rule takes");
    }
    for (const auto& item : list) read_rule(item, &item == &list.back());
    if (mistakes_.any()) return std::nullopt;
    facts_.number_for_good(set_);
    set_.calendars = names_.calendars;
    return std::move(set_);
  }

 private:
  void read_rule(const Value& item, bool last) {
    Section section = item.section();
    Rule rule;
    rule.mark = item.mark();
    const std::string name = read_name(section);
    // The result first: the rule's queue decides whose calendar `hours: open` means.
    if (const auto then = section.require("then")) {
      rule.routing = read_result(*then, names_, mistakes_);
    } else {
      mistakes_.note();
    }
    rule.routing.rule = name;
    const auto when = section.find("when");
    if (when) {
      rule.when = conditions_.read(*when, rule.routing.queue);
    } else {
      rule.routing.why = {"no other rule matched"};
    }
    section.finish();

    if (last && when) {
      mistakes_.tell(*when,
                     "the last rule must have no when, so that no message is without a queue");
    } else if (!last && !when) {
      mistakes_.tell(item,
                     "a rule without when takes every message, so only the last rule may be "
                     "without");
    }
    set_.rules.push_back(std::move(rule));
  }

  std::string read_name(Section& section) {
    const auto value = section.require("name");
    const auto name = value ? mistakes_.text(*value) : std::nullopt;
    if (!name) {
      mistakes_.note();
      return {};
    }
    if (name->empty() || name->size() > max_name || clean(*name) != *name)
      mistakes_.tell(*value, fmt::format("a rule's name is plain text of 1 to {} bytes", max_name));
    if (!names_so_far_.insert(*name).second)
      mistakes_.tell(*value, fmt::format("there is another rule with the name \"{}\"", *name));
    return *name;
  }

  const RuleNames& names_;
  FactTable facts_;
  Mistakes mistakes_;
  ConditionReader conditions_;
  std::set<std::string> names_so_far_;
  RuleSet set_;
};

}  // namespace

std::optional<RuleSet> read_rules(const Value& routes, const RuleNames& names) {
  return Reader(names).read(routes);
}

}  // namespace crosstown
