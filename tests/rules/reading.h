// Rules from a piece of YAML, with the names of a small city.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "router/config/reader.h"
#include "router/rules/rules.h"

namespace crosstown {

inline const RuleNames city_names{
    .queues = {"public-works", "front-desk", "night-desk"},
    .channels = {"city-sms", "web-chat", "mailbox"},
    .languages = {"en", "es"},
    .calendars = {"city-hall", "pool"},
    .queue_calendars = {{"public-works", "city-hall"}, {"front-desk", "pool"}},
    .area_kinds = {"ward", "trash_day"},
    .answers = {"hours", "snow"},
};

struct ReadRules {
  std::unique_ptr<const Rules> rules;
  std::vector<std::string> problems;
};

// `routes` is the list under `routes:`; its first line is line 2 of the file.
inline ReadRules read_routes(const std::string& routes, const RuleNames& names = city_names) {
  config::Problems problems;
  const auto document = config::Document::parse("routes:\n" + routes, "city.yaml", problems);
  ReadRules read;
  auto root = document.root();
  if (const auto value = root.require("routes")) read.rules = Rules::read(*value, names);
  for (const auto& problem : problems.sorted()) read.problems.push_back(to_text(problem));
  return read;
}

inline std::unique_ptr<const Rules> read_rules_or_die(const std::string& routes) {
  auto read = read_routes(routes);
  if (!read.problems.empty()) throw std::runtime_error(read.problems.front());
  return std::move(read.rules);
}

}  // namespace crosstown
