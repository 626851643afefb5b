#include "router/message/uuid.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <thread>

namespace crosstown {
namespace {

Time at_ms(std::int64_t ms) { return Time(std::chrono::milliseconds(ms)); }

std::int64_t ms_of(const std::string& uuid) {
  return std::stoll(uuid.substr(0, 8) + uuid.substr(9, 4), nullptr, 16);
}

TEST(Uuid, Shape) {
  const std::regex shape("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = uuid_v7(at_ms(0x0198f1c27a10 + i));
    EXPECT_TRUE(std::regex_match(uuid, shape)) << uuid;
    EXPECT_EQ(ms_of(uuid), 0x0198f1c27a10 + i);
  }
}

TEST(Uuid, IncreasesWhateverTheClockDoes) {
  const std::int64_t start = 1'900'000'000'000;
  std::string last = uuid_v7(at_ms(start));
  const auto expect_later = [&](std::int64_t ms) {
    std::string next = uuid_v7(at_ms(ms));
    ASSERT_GT(next, last);
    last = std::move(next);
  };
  for (int i = 0; i < 20'000; ++i) expect_later(start);  // the counter runs over
  for (int back : {1, 100, 5'000}) expect_later(start - back);
  for (int i = 0; i < 100; ++i) expect_later(start + 1'000 + i);
}

TEST(Uuid, FollowsAClockThatWasFarAhead) {
  const std::int64_t right = 2'000'000'000'000;
  (void)uuid_v7(at_ms(right + 3'600'000));
  EXPECT_EQ(ms_of(uuid_v7(at_ms(right))), right);
}

TEST(Uuid, DiffersBetweenThreads) {
  std::vector<std::vector<std::string>> made(4);
  {
    std::vector<std::jthread> threads;
    for (auto& ids : made) {
      threads.emplace_back([&ids] {
        for (int i = 0; i < 5'000; ++i) ids.push_back(uuid_v7(at_ms(2'100'000'000'000)));
      });
    }
  }
  std::set<std::string> all;
  for (const auto& ids : made) all.insert(ids.begin(), ids.end());
  EXPECT_EQ(all.size(), 20'000U);
}

}  // namespace
}  // namespace crosstown
