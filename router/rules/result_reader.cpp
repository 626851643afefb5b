#include "router/rules/result_reader.h"

#include <vector>

#include "router/hours/notation.h"
#include "router/rules/condition_reader.h"

namespace crosstown {
namespace {

using config::Section;
using config::Value;

const std::vector<std::string> priorities{"urgent", "normal", "low"};
const std::vector<std::string> tiers{"1", "2", "3"};

std::optional<Due> read_due(const Value& value, Mistakes& mistakes) {
  const auto due = value.is_scalar() ? parse_due(value.text()) : std::nullopt;
  if (!due) mistakes.must_be(value, "open days like 1d, or open time like 30m or 4h, up to 366d");
  return due;
}

void read_rest(Section& then, const RuleNames& names, Mistakes& mistakes, Routing& routing) {
  if (const auto value = then.find("type")) routing.type = read_type(*value, mistakes).value_or("");
  if (const auto value = then.find("priority")) {
    const auto word = mistakes.one_of(*value, priorities, "priorities");
    if (word) routing.priority = priority_from(*word).value_or(Priority::normal);
  }
  if (const auto value = then.find("tier")) {
    const auto tier = mistakes.one_of(*value, tiers, "tiers");
    if (tier) routing.tier = tier->front() - '0';
  }
  if (const auto value = then.find("answer"))
    routing.answer = mistakes.one_of(*value, names.answers, "answers").value_or("");
  if (const auto value = then.find("due")) routing.due = read_due(*value, mistakes);
}

}  // namespace

Routing read_result(const Value& value, const RuleNames& names, Mistakes& mistakes) {
  Routing routing;
  routing.type = no_type;
  if (!value.is_map()) {
    mistakes.must_be(value, "a map of results, like { queue: front-desk }");
    return routing;
  }
  Section then = value.section();
  if (const auto queue = then.require("queue")) {
    routing.queue = mistakes.one_of(*queue, names.queues, "queues").value_or("");
  } else {
    mistakes.note();
  }
  read_rest(then, names, mistakes, routing);
  then.finish();
  return routing;
}

}  // namespace crosstown
