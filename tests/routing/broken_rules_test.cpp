// No rule is there for show: with any of those that are drawn out of force, a message of the table
// goes elsewhere, or one of the city's own tests fails.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <random>

#include "router/rules/rule.h"
#include "router/rules/rules.h"
#include "tests/routing/example_city.h"
#include "tests/routing/judged_table.h"

namespace crosstown::routing {
namespace {

constexpr std::size_t drawn = 10;

// The same ones each time: std::shuffle may differ between libraries, the engine may not.
std::vector<std::string> draw(std::vector<std::string> names) {
  std::mt19937 engine(311);
  std::vector<std::string> out;
  while (out.size() < drawn && !names.empty()) {
    const std::size_t at = engine() % names.size();
    out.push_back(names[at]);
    names.erase(names.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return out;
}

// But for the last one: without it the file is refused.
std::vector<std::string> names_of(const Config& config) {
  std::vector<std::string> names;
  for (const Rule& rule : config.rules->set().rules) names.push_back(rule.routing.rule);
  names.pop_back();
  return names;
}

std::size_t wrong_rows(const Config& config, const std::vector<JudgedRow>& rows) {
  const ConfigJudges judges(config);
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](const JudgedRow& row) {
        const Verdict verdict = judge(judges.judges(), row);
        return !verdict.right || (!row.is_self_service() && verdict.priority != row.priority);
      }));
}

TEST(BrokenRules, AreSeen) {
  ExampleCity city;
  const Config whole = city.load(ExampleCity::text());
  const auto rows = read_judged_table();
  const std::size_t wrong = wrong_rows(whole, rows);
  ASSERT_TRUE(run_config_tests(whole).empty());
  for (const std::string& name : draw(names_of(whole))) {
    const std::string yaml = without_rule(ExampleCity::text(), name);
    ASSERT_FALSE(yaml.empty()) << name;
    const Config broken = city.load(yaml);
    const std::size_t more = wrong_rows(broken, rows);
    const std::size_t failed = run_config_tests(broken).size();
    std::cout << "without \"" << name << "\": " << more << " rows at the wrong queue or priority"
              << " instead of " << wrong << "; " << failed << " failures of the own tests\n";
    EXPECT_TRUE(more > wrong || failed > 0) << name;
  }
}

}  // namespace
}  // namespace crosstown::routing
