// The rules as they are kept: facts that can be found out about a message, conditions over them,
// and what is decided when a condition holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "router/config/reader.h"
#include "router/message/routing.h"
#include "router/rules/pattern.h"

namespace crosstown {

// What a condition looks at. A slot is one of an intent's.
enum class Field { channel, medium, to, from, language, type, intent, slot, area, hours, text };

// "channel", as in the configuration.
[[nodiscard]] std::string_view to_text(Field field);

// One thing that holds of a message or does not: "channel is city-sms", "text matched "bache"".
// Each is found out once for a message, however many rules ask.
struct Fact {
  Field field;
  std::string subject;  // the calendar of hours (open), the kind of area, the slot; else empty
  std::string value;    // as messages have it; of text as it was written; of hours empty
  std::string why;      // the line for Routing::why, written once
};
using FactNumber = std::uint32_t;

struct Condition {
  enum class Kind {
    leaf,      // any of `facts`, all of one field and subject
    all,       // every one of `parts`; with none: always
    any,       // at least one of `parts`
    negation,  // not the one of `parts`
  };
  Kind kind = Kind::all;
  std::vector<FactNumber> facts{};
  std::vector<Condition> parts{};
};

struct Rule {
  Routing routing;  // `why` is empty, but for the rule without conditions
  Condition when;
  config::Mark mark;
};

// `facts` begins with those of text; `patterns` are theirs, in the same order.
struct RuleSet {
  std::vector<Rule> rules;
  std::vector<Fact> facts;
  std::vector<Pattern> patterns;
  std::vector<std::string> calendars;  // as Circumstances::calendar_open counts them
};

}  // namespace crosstown
