// A store with a spool on a real Redis, and the messages of one resident.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "router/message/envelope.h"
#include "tests/store/lane_fixture.h"

namespace crosstown::testing {

class ConversationFixture : public ::testing::Test {
 protected:
  ConversationFixture() {
    StoreSettings settings = redis_.settings();
    settings.spool_path = (folder_.path() / "spool").string();
    settings.spool_limit = 64 << 20;
    settings.spool_patience = std::chrono::seconds(2);  // a busy machine is no outage
    running_ = std::make_unique<Running>(settings);
    EXPECT_TRUE(eventually([this] { return store().health().spool_numbers > 0; }));
  }

  Delivery keep(Delivery one) { return running_->keep(std::move(one)); }
  std::vector<Delivery> keep_all(std::vector<Delivery> all) {
    return running_->keep_all(std::move(all));
  }
  [[nodiscard]] Store& store() const { return running_->store(); }

  static Delivery to(const std::string& queue, const std::string& id,
                     std::string_view priority = "normal") {
    Delivery one = delivery(id);
    one.queue = queue;
    one.priority = priority;
    return one;
  }
  static Delivery pinned_to(const std::string& queue, const std::string& id) {
    Delivery one = to(queue, id, "urgent");
    one.pinned = true;
    return one;
  }
  static Delivery said(const std::string& type, const std::string& id) {
    Delivery one = delivery(id);
    one.type = type;
    one.type_said = true;
    return one;
  }
  static Delivery closing(const std::string& id) {
    Delivery one = delivery(id);
    one.closes = true;
    one.reopen_window = std::chrono::hours(24 * 7);
    return one;
  }
  static Delivery reopening(const std::string& id) {
    Delivery one = delivery(id);
    one.reopen_window = std::chrono::hours(24 * 7);
    return one;
  }
  static Delivery anew(const std::string& id) {
    Delivery one = delivery(id);
    one.anew = true;
    return one;
  }
  static Store::Conversation conversation() {
    return {0, "c1", "city-sms", delivery("").conversation_window};
  }
  [[nodiscard]] OpenRequests open_requests(std::size_t most = 10) {
    return running_->run(store().open_requests(conversation(), most));
  }

  // Like those of the intake: with an event that says what it is, as an audit wants it.
  static Delivery with_event(Delivery one) {
    Message from;
    from.id = from.provider_id = one.provider_id;
    from.time = one.time;
    from.channel = one.channel;
    from.adapter = "twilio-sms";
    Routing routing;
    routing.queue = one.queue;
    routing.type = one.type;
    routing.priority = *priority_from(one.priority);
    EventFragments event = fragments(from, routing, one.conversation);
    one.head = std::move(event.head);
    one.tail = std::move(event.tail);
    return one;
  }

  // `meanwhile` goes to the spool; afterwards Redis has it.
  void while_redis_is_away(const std::function<void()>& meanwhile) {
    redis_.stop(SIGKILL);
    meanwhile();
    redis_.start();
    ASSERT_TRUE(
        eventually([this] { return store().health().up && store().health().spool.entries == 0; }));
  }

  std::string redis(const std::string& command) const {
    std::string out = redis_cli(redis_, "--raw " + command);
    if (out.ends_with('\n')) out.pop_back();
    return out;
  }
  // As a person would who gives it to another department.
  void pass_on(const std::string& tracking, const std::string& to) const {
    const std::string key = "ct:{0}:request:" + tracking;
    redis(
        "EVAL \"local r = redis.call('GET', KEYS[1]) return redis.call('SET', KEYS[1], "
        "(string.gsub(r, '|[^|]*|', '|" +
        to + "|', 1)))\" 1 '" + key + "'");
  }
  [[nodiscard]] std::string queue(const std::string& name,
                                  const std::string& priority = "normal") const {
    return redis("XRANGE 'ct:{0}:queue:" + name + ":" + priority + "' - +");
  }
  [[nodiscard]] RequestRecord status(const std::string& tracking) {
    const auto lookup = running_->run(store().request(tracking));
    EXPECT_TRUE(lookup.record) << tracking;
    return lookup.record.value_or(RequestRecord{});
  }
  [[nodiscard]] std::vector<std::string> audited_differences() {
    const AuditWish wish{
        {"2026-11-22"}, "", {"public-works", "front-desk"}, {{"city-sms", std::chrono::hours(1)}}};
    const auto result = running_->run(store().auditor().audit(wish));
    EXPECT_EQ(result.outcome, Auditor::Outcome::done);
    EXPECT_TRUE(result.report.balanced());
    std::vector<std::string> differences;
    for (const AuditDifference& one : result.report.differences)
      differences.push_back(one.provider_id + " " + one.problem);
    return differences;
  }

  // Looks until it holds; a minute is long enough to call it never.
  static bool eventually(const std::function<bool()>& condition) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > limit) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }

  RedisServer redis_;
  TempFolder folder_;
  std::unique_ptr<Running> running_;
};

}  // namespace crosstown::testing
