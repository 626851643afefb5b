#include "router/rules/rules_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "router/message/phone.h"
#include "router/message/text.h"

namespace crosstown {
namespace {

using config::Section;
using config::Value;

constexpr std::size_t max_name = 100;

std::vector<std::string> medium_words() {
  std::vector<std::string> words;
  for (const auto medium : {Medium::phone, Medium::sms, Medium::chat, Medium::email,
                            Medium::voice_assistant, Medium::app, Medium::walk_in}) {
    words.emplace_back(to_text(medium));
  }
  return words;
}

std::vector<std::string> priority_words() {
  std::vector<std::string> words;
  for (const auto priority : {Priority::urgent, Priority::normal, Priority::low})
    words.emplace_back(to_text(priority));
  return words;
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What `to` of a normalised message can be: E.164, a short code, or an email address. Empty: none.
std::string address_from(std::string_view written) {
  if (written.find('@') != std::string_view::npos) return fold(written);
  if (written.starts_with('+')) return to_e164(written, "ZZ").value_or("");
  const bool short_code = written.size() >= 2 && written.size() <= 6 &&
                          std::all_of(written.begin(), written.end(), is_digit);
  return short_code ? std::string(written) : std::string();
}

class Reader {
 public:
  explicit Reader(const RuleNames& names) : names_(names) {}

  std::optional<RuleSet> read(const Value& routes) {
    const auto list = routes.list();
    if (list.empty())
      wrong(routes,
            "routes need at least one rule, without when: it takes what no other rule takes");
    for (const auto& item : list) read_rule(item, &item == &list.back());
    if (wrong_) return std::nullopt;
    return std::move(set_);
  }

 private:
  void wrong(const Value& at, std::string text) {
    at.problem(std::move(text));
    wrong_ = true;
  }

  void read_rule(const Value& item, bool last) {
    Section section = item.section();
    Rule rule;
    rule.first_pattern = set_.patterns.size();
    read_name(section, rule);
    const auto when = section.find("when");
    if (when) read_when(*when, rule);
    if (const auto then = section.require("then")) {
      read_then(*then, rule.routing);
    } else {
      wrong_ = true;
    }
    section.finish();
    rule.patterns = set_.patterns.size() - rule.first_pattern;

    if (last && when) {
      wrong(*when, "the last rule must have no when, so that no message is without a queue");
    } else if (!last && !when) {
      wrong(item, "a rule without when takes every message, so only the last rule may be without");
    }
    if (!when) rule.routing.why = {"no other rule matched"};
    set_.rules.push_back(std::move(rule));
  }

  void read_name(Section& section, Rule& rule) {
    const auto value = section.require("name");
    if (!value) {
      wrong_ = true;
      return;
    }
    const std::string name = value->text();
    if (name.empty() || name.size() > max_name || clean(name) != name) {
      wrong(*value, fmt::format("a rule's name is plain text of 1 to {} bytes", max_name));
    }
    const auto same = [&](const Rule& other) { return other.routing.rule == name; };
    if (std::any_of(set_.rules.begin(), set_.rules.end(), same)) {
      wrong(*value, fmt::format("there is another rule with the name \"{}\"", name));
    }
    rule.routing.rule = name;
  }

  void read_when(const Value& value, Rule& rule) {
    Section when = value.section();
    read_condition(when, "channel", Field::channel, rule,
                   [&](const Value& v) { return one_of(v, names_.channels); });
    read_condition(when, "medium", Field::medium, rule,
                   [&](const Value& v) { return one_of(v, media_); });
    read_condition(when, "to", Field::to, rule, [&](const Value& v) { return address(v); });
    if (const auto text = when.find("text")) read_patterns(*text);
    when.finish();
    if (rule.conditions.empty() && !when.has("text")) wrong(value, "when has no condition");
  }

  template <typename ReadValue>
  void read_condition(Section& when, std::string_view key, Field field, Rule& rule,
                      ReadValue read_value) {
    const auto values = when.find(key);
    if (!values) return;
    Condition condition{field, {}};
    for (const auto& value : entries(*values, key)) {
      std::string option = read_value(value);
      std::string why = fmt::format("{} is {}", key, option);
      condition.options.push_back({std::move(option), std::move(why)});
    }
    rule.conditions.push_back(std::move(condition));
  }

  std::vector<Value> entries(const Value& value, std::string_view key) {
    auto list = value.list_or_one();
    if (list.empty())
      wrong(value, fmt::format("{} is an empty list, so the rule would never match", key));
    return list;
  }

  std::string one_of(const Value& value, std::span<const std::string> words) {
    const auto found = value.one_of(words);
    if (!found) wrong_ = true;
    return found ? words[*found] : std::string();
  }

  std::string address(const Value& value) {
    const std::string written = value.text();
    std::string address = address_from(written);
    if (address.empty()) {
      wrong(value, fmt::format("\"{}\" is no number with its country code (\"+18015550100\"), "
                               "short code or email address",
                               written));
    }
    return address;
  }

  void read_patterns(const Value& text) {
    for (const auto& value : entries(text, "text")) {
      const std::string written = value.text();
      auto pattern = read_pattern(written);
      if (const auto* mistake = std::get_if<PatternMistake>(&pattern)) {
        wrong(value, mistake->text);
        continue;
      }
      const bool is_phrase = !std::get<Pattern>(pattern).words.empty();
      set_.patterns.push_back(std::move(std::get<Pattern>(pattern)));
      set_.pattern_why.push_back(is_phrase ? fmt::format("text matched \"{}\"", written)
                                           : fmt::format("text matched {}", written));
    }
  }

  void read_then(const Value& value, Routing& routing) {
    Section then = value.section();
    if (const auto queue = then.require("queue")) {
      routing.queue = one_of(*queue, names_.queues);
    } else {
      wrong_ = true;
    }
    routing.type = "general";
    if (const auto type = then.find("type")) read_type(*type, routing);
    if (const auto priority = then.find("priority")) {
      routing.priority = priority_from(one_of(*priority, priorities_)).value_or(Priority::normal);
    }
    then.finish();
  }

  // Types are counted by name: the same shape as names of queues and channels.
  void read_type(const Value& value, Routing& routing) {
    routing.type = value.text();
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-'; };
    if (routing.type.empty() || routing.type.size() > 63 || routing.type.front() == '-' ||
        !std::all_of(routing.type.begin(), routing.type.end(), fits)) {
      wrong(value, fmt::format("the type \"{}\" must be a name of small letters, digits and dashes",
                               routing.type));
    }
  }

  const RuleNames& names_;
  const std::vector<std::string> media_ = medium_words();
  const std::vector<std::string> priorities_ = priority_words();
  RuleSet set_;
  bool wrong_ = false;
};

}  // namespace

std::optional<RuleSet> read_rules(const Value& routes, const RuleNames& names) {
  return Reader(names).read(routes);
}

}  // namespace crosstown
