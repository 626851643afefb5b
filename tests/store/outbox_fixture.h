// A store with an outbox, one request, and the calls that its replies take.
#pragma once

#include <string>
#include <vector>

#include "router/outbox/outbox.h"
#include "tests/store/queue_fixture.h"

namespace crosstown::testing {

inline std::vector<std::string> ids(const std::vector<TakenReply>& replies) {
  std::vector<std::string> all;
  for (const TakenReply& one : replies) all.push_back(one.id);
  return all;
}

class OutboxFixture : public QueueFixture {
 protected:
  OutboxFixture() : tracking_(keep(1).front()) { epoch_ = hold(); }

  using Queued = Outbox::Queued;
  using Settled = Outbox::Settled;

  Outbox& outbox() { return running_->store().outbox(); }
  std::int64_t hold(const std::string& holder = "d1",
                    std::chrono::milliseconds time = std::chrono::seconds(60)) {
    return running_->run(outbox().hold(0, holder, time)).epoch;
  }
  NewReply reply(const std::string& id, const std::string& conversation = "c1",
                 OutboxLane lane = OutboxLane::reply) const {
    NewReply made;
    made.id = id;
    made.tracking = tracking_;
    made.channel = "city-sms";
    made.conversation = conversation;
    made.lane = lane;
    made.to = "+18015550123";
    made.from = "+18015550100";
    made.text = "text of " + id;
    made.language = "en";
    made.by = "desk";
    return made;
  }
  Queued queue(NewReply made) { return running_->run(outbox().queue(std::move(made))); }
  void queue_all(std::initializer_list<const char*> names, const std::string& conversation = "c1") {
    for (const char* name : names) EXPECT_EQ(queue(reply(name, conversation)).id, name);
  }
  static Outbox::ChannelPace pace(std::chrono::milliseconds interval = std::chrono::milliseconds(1),
                                  int burst = 1000) {
    return {"city-sms", interval, burst, {}};
  }
  Outbox::Taken take_all(std::size_t limit = 10, Outbox::ChannelPace with = pace()) {
    return running_->run(outbox().take(0, epoch_, limit, {with}));
  }
  std::vector<TakenReply> take(std::size_t limit = 10) { return take_all(limit).replies; }
  Settled sent(const TakenReply& one, const std::string& sid = "SM1") {
    return running_->run(outbox().sent(one, sid));
  }
  Settled later(const TakenReply& one,
                std::chrono::milliseconds after = std::chrono::milliseconds(0)) {
    return running_->run(outbox().later(one, after, "busy"));
  }
  Settled failed(const TakenReply& one, bool opted_out = false) {
    return running_->run(outbox().failed(one, "30003", opted_out));
  }
  Outbox::Reported::State report(const std::string& id, std::string_view state) {
    return running_
        ->run(outbox().report({tracking_, id}, {state, "city-sms", "SM9", "a reason", false}))
        .state;
  }
  // "queued sent delivered"
  std::string thread(const std::string& id) {
    return lua(
        "local out = '' for _, e in ipairs(redis.call('XRANGE', 'ct:{0}:thread:" + tracking_ +
        "', '-', '+')) do local f = {} for n = 1, #e[2], 2 do f[e[2][n]] = e[2][n + 1] end if "
        "f.reply == '" +
        id + "' then out = out .. (out == '' and '' or ' ') .. f.state end end return out");
  }
  std::string state(const std::string& id) { return redis("HGET 'ct:{0}:reply:" + id + "' state"); }

  std::string tracking_;
  std::int64_t epoch_ = 0;
};

}  // namespace crosstown::testing
