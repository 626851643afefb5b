// A store on a real Redis, and the workers and operators that tests play on its queues with a
// client of their own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "tests/store/lane_fixture.h"

namespace crosstown::testing {

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

class QueueFixture : public ::testing::Test {
 protected:
  static constexpr const char* stream = "ct:{0}:queue:public-works:normal";

  explicit QueueFixture(std::vector<QueueSettings> queues = two_queues())
      : queues_(std::move(queues)), running_(another_daemon()) {}

  [[nodiscard]] std::unique_ptr<Running> another_daemon() const {
    auto running = std::make_unique<Running>(redis_.settings(), 1, 1024, queues_);
    while (!running->store().health().up) usleep(1000);
    return running;
  }

  // `command` as a shell word list: "XLEN 'ct:{0}:dead'". Without the last line's end.
  [[nodiscard]] std::string redis(const std::string& command) const {
    std::string out = redis_cli(redis_, "--raw " + command);
    if (out.ends_with('\n')) out.pop_back();
    return out;
  }
  [[nodiscard]] std::string lua(const std::string& script) const {
    return redis("EVAL \"" + script + "\" 0");
  }

  // Accepts so many messages, each of a resident of its own: SM0, SM1 … Their numbers.
  std::vector<std::string> keep(int count, const std::string& prefix = "SM") {
    std::vector<Delivery> all;
    for (int i = 0; i < count; ++i) {
      const std::string id = prefix + std::to_string(i);
      all.push_back(delivery(id, "c" + id));
    }
    std::vector<std::string> numbers;
    for (const Delivery& one : running_->keep_all(std::move(all))) {
      EXPECT_EQ(one.fate, Fate::new_request) << one.error;
      numbers.push_back(one.tracking);
    }
    return numbers;
  }

  // A worker takes what there is of the normal entries; their ids.
  std::vector<std::string> take(int most = 10000) const {
    return lines_of(
        lua("local ids = {} local all = redis.call('XREADGROUP', 'GROUP', 'workers', "
            "'w1', 'COUNT', " +
            std::to_string(most) + ", 'STREAMS', '" + stream +
            "', '>') for _, one in ipairs(all and all[1][2] or {}) do ids[#ids + 1] = "
            "one[1] end return ids"));
  }
  // As if it had done nothing about them for so long.
  void let_lie(const std::vector<std::string>& ids, int ms = 600'000) const {
    for (const std::string& id : ids)
      ASSERT_EQ(redis(std::string("XCLAIM '") + stream + "' workers w1 0 " + id + " IDLE " +
                      std::to_string(ms) + " JUSTID"),
                id);
  }
  void let_all_lie() const {
    (void)lua(std::string("for _, one in ipairs(redis.call('XPENDING', '") + stream +
              "', 'workers', '-', '+', 10000)) do redis.call('XCLAIM', '" + stream +
              "', 'workers', 'w1', 0, one[1], 'IDLE', 600000, 'JUSTID') end");
  }
  void ack(const std::vector<std::string>& ids) const {
    for (const std::string& id : ids)
      ASSERT_EQ(redis(std::string("XACK '") + stream + "' workers " + id), "1");
  }

  void care() { running_->run(running_->store().caretaker().round(0)); }

  // Some rounds at most: what does not come by then never will.
  void care_until_length(const std::string& key, const std::string& wanted) {
    for (int rounds = 0; rounds < 100 && length(key) != wanted; ++rounds) care();
    EXPECT_EQ(length(key), wanted) << key;
  }

  [[nodiscard]] std::string length(const std::string& key) const {
    return redis("XLEN 'ct:{0}:" + key + "'");
  }
  // Where the request says that its first message lies.
  [[nodiscard]] std::string place(const std::string& tracking) const {
    const std::string record = redis("GET 'ct:{0}:request:" + tracking + "'");
    return record.substr(record.rfind('|') + 1);
  }
  // All requests' records, as they stand.
  [[nodiscard]] std::vector<std::string> records() const {
    return lines_of(
        lua("return redis.call('MGET', unpack(redis.call('KEYS', "
            "'ct:{0}:request:*')))"));
  }
  [[nodiscard]] std::vector<std::string> later_places(const std::string& tracking) const {
    return lines_of(redis("LRANGE 'ct:{0}:entries:" + tracking + "' 0 -1"));
  }
  // The fields of an entry, a line each, names and values in turn; without its id.
  [[nodiscard]] std::vector<std::string> entry(const std::string& key,
                                               const std::string& id) const {
    auto lines = lines_of(redis("XRANGE 'ct:{0}:" + key + "' " + id + " " + id));
    if (!lines.empty()) lines.erase(lines.begin());
    return lines;
  }

  RedisServer redis_;
  std::vector<QueueSettings> queues_;
  std::unique_ptr<Running> running_;
};

}  // namespace crosstown::testing
