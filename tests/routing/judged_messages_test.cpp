// Messages that a clerk has judged go through the example city, the way `crosstownd check` sends
// the file's own tests. What is printed is the score that docs/routing.md tells.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>

#include "tests/routing/example_city.h"
#include "tests/routing/judged_table.h"

namespace crosstown::routing {
namespace {

struct Judgement {
  JudgedRow row;
  Verdict verdict;
};

const std::vector<Judgement>& judgements() {
  static const std::vector<Judgement> all = [] {
    ExampleCity city;
    const Config config = city.load(ExampleCity::text());
    const ConfigJudges judges(config);
    std::vector<Judgement> out;
    for (JudgedRow& row : read_judged_table()) {
      Verdict verdict = judge(judges.judges(), row);
      out.push_back({std::move(row), std::move(verdict)});
    }
    return out;
  }();
  return all;
}

struct Share {
  int right = 0;
  int all = 0;
  void add(bool is_right) {
    right += is_right ? 1 : 0;
    ++all;
  }
  [[nodiscard]] double percent() const { return all == 0 ? 100.0 : 100.0 * right / all; }
};

std::string to_text(const Share& share) {
  return fmt::format("{} of {}, {:.1f} %", share.right, share.all, share.percent());
}

void print(std::string_view title, const std::map<std::string, Share>& shares) {
  for (const auto& [name, share] : shares)
    std::cout << fmt::format("{:<10} {:<16} {}\n", title, name, to_text(share));
}

std::string wrong_text(const Judgement& one) {
  return fmt::format("{} [{}, {}] \"{:.70}\": {} expected, {} came by rule \"{}\" ({})", one.row.id,
                     crosstown::to_text(one.row.medium), one.row.language, one.row.text,
                     fmt::join(one.row.queues, " or "), one.verdict.came, one.verdict.rule,
                     one.verdict.why);
}

TEST(JudgedMessages, GoWhereAClerkSendsThem) {
  Share all;
  Share language;
  Share priority;
  std::map<std::string, Share> languages;
  std::map<std::string, Share> media;
  std::map<std::string, Share> queues;
  int answered = 0;
  for (const Judgement& one : judgements()) {
    language.add(one.verdict.language == one.row.language);
    all.add(one.verdict.right);
    if (one.verdict.right && !one.row.is_self_service() && !one.verdict.owner.empty()) ++answered;
    if (one.verdict.right && !one.verdict.priority.empty())
      priority.add(one.verdict.priority == one.row.priority);
    languages[one.row.language].add(one.verdict.right);
    media[std::string(crosstown::to_text(one.row.medium))].add(one.verdict.right);
    queues[one.row.queues.front()].add(one.verdict.right);
    if (!one.verdict.right) std::cout << "wrong: " << wrong_text(one) << '\n';
  }
  print("language", languages);
  print("medium", media);
  print("queue", queues);
  std::cout << "all: " << to_text(all)
            << "; of these by the right department's answer: " << answered
            << "\nlanguage judged as a reader does: " << to_text(language)
            << "\npriority as well, of those at the right queue: " << to_text(priority) << '\n';
  EXPECT_GE(all.percent(), 95.0);
}

TEST(JudgedMessages, NoEmergencyIsMissed) {
  for (const Judgement& one : judgements()) {
    if (one.row.is_emergency()) {
      EXPECT_EQ(one.verdict.came, "emergency") << wrong_text(one);
    }
  }
}

// A false alarm costs a person a minute, so that a few are no fault; many are a tripwire that
// nobody heeds.
TEST(JudgedMessages, NearMissesSeldomAlarm) {
  Share near_misses;
  for (const Judgement& one : judgements()) {
    if (one.row.is_emergency()) continue;
    const bool alarmed = one.verdict.came == "emergency";
    if (one.row.note.find("near-miss") != std::string::npos) near_misses.add(!alarmed);
    if (alarmed) std::cout << "alarmed: " << wrong_text(one) << '\n';
  }
  std::cout << "near-misses that did not alarm: " << to_text(near_misses) << '\n';
  EXPECT_GE(near_misses.percent(), 90.0);
}

}  // namespace
}  // namespace crosstown::routing
