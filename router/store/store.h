// The store as the rest of the daemon sees it: keep a message, ask for a request's status. Behind
// it a lane and a connection for each partition, the spool for when Redis is away, and the embedded
// server where the city has no Redis.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "router/lane/lane.h"
#include "router/outbox/outbox.h"
#include "router/store/auditor.h"
#include "router/store/bell.h"
#include "router/store/caretaker.h"
#include "router/store/chat_log.h"
#include "router/store/dead_letters.h"
#include "router/store/desk.h"
#include "router/store/embedded.h"
#include "router/store/misroutes.h"
#include "router/store/queue_watch.h"
#include "router/store/recorded.h"
#include "router/store/request_record.h"
#include "router/store/self_served.h"
#include "router/store/settings.h"
#include "router/store/work.h"

namespace crosstown {

// A resident's requests on one channel.
struct OpenRequests {
  bool answered = false;              // false: Redis is away, or the spool has something of theirs
  std::string current;                // the one that a further message would join; empty: none
  std::size_t count = 0;              // how many are open
  std::vector<RequestRecord> newest;  // of them, newest first
};

struct StoreHealth {
  bool up = false;      // every partition's Redis answers
  bool ready = false;   // a message can be kept now, in Redis or in the spool
  std::string trouble;  // of the first that does not, or that would not take a batch; for people
  std::vector<std::string> warnings;  // what of Redis' settings would lose messages
  Time last_accepted{};               // epoch: none yet
  std::chrono::milliseconds oldest_waiting{0};
  SpoolUsage spool;
  std::uint32_t spool_numbers = 0;  // left in the partition that has least
};

class Store {
 public:
  struct Options {
    std::size_t lane_capacity = 16384;
    std::function<CivilHour(Time)> calendar;
    std::function<Time()> clock;
    // Of messages that come out of the spool; on a thread of the store.
    std::function<void(std::string_view channel, Fate fate)> on_drained;
  };

  // `threads` run and outlive the store.
  Store(StoreSettings settings, std::span<boost::asio::io_context* const> threads,
        prometheus::Registry& registry, Options options);
  ~Store();

  void start(const std::vector<QueueSettings>& queues);
  void set_queues(const std::vector<QueueSettings>& queues);

  // Closes the connections and stops an embedded server, which syncs first. Call it from a thread
  // of the store, when no keep() is under way.
  [[nodiscard]] boost::asio::awaitable<void> stop(std::chrono::milliseconds limit);

  [[nodiscard]] int partitions() const { return settings_.partitions; }

  // On I/O thread `home`; returns there with delivery.fate set.
  [[nodiscard]] boost::asio::awaitable<void> keep(int partition, Delivery& delivery, int home);

  struct Lookup {
    bool answered = false;  // false: Redis is away, and the spool does not know it
    std::optional<RequestRecord> record;
  };
  // `tracking` in canonical form.
  [[nodiscard]] boost::asio::awaitable<Lookup> request(std::string tracking);

  // What is known of a request's times beside when it was opened.
  struct Dates {
    std::optional<Time> due{};      // promised; empty: nothing was
    std::optional<Time> changed{};  // when people last changed its status or its queue
  };
  // As of request(); empty as well where Redis is away, and of what is in the spool.
  [[nodiscard]] boost::asio::awaitable<Dates> dates(std::string tracking);

  // Notes for ever that a resident wants (no) further texts; false: Redis is away, and nothing is
  // noted. May be repeated. `conversation`: Identity's.
  [[nodiscard]] boost::asio::awaitable<bool> set_opt_out(int partition, std::string conversation,
                                                         bool opted_out);

  // Whose messages: Identity's conversation, its channel, and how long follow-ups join there.
  struct Conversation {
    int partition = 0;
    std::string id;
    std::string channel;
    std::chrono::seconds window{1};
  };
  // At most `most` of them.
  [[nodiscard]] boost::asio::awaitable<OpenRequests> open_requests(Conversation conversation,
                                                                   std::size_t most);
  // The conversation's next message opens a request. False: nothing is noted, as of OpenRequests.
  [[nodiscard]] boost::asio::awaitable<bool> begin_anew(Conversation conversation);

  // A short text that is remembered of a resident on one channel: "address", "last". An empty one
  // is forgotten. False: Redis is away, and nothing is changed. `conversation`: Identity's.
  [[nodiscard]] boost::asio::awaitable<bool> set_note(int partition, std::string conversation,
                                                      std::string name, std::string text,
                                                      std::chrono::seconds keep_for);
  struct Note {
    bool answered = false;
    std::string text;  // empty: there is none
  };
  [[nodiscard]] boost::asio::awaitable<Note> note(int partition, std::string conversation,
                                                  std::string name);

  // Whether any partition holds undelivered or unacknowledged entries of a queue; empty: unknown.
  // What is done, and waits for its retention to end, is no work.
  [[nodiscard]] boost::asio::awaitable<std::optional<bool>> queue_has_work(std::string queue);

  [[nodiscard]] StoreHealth health() const;

  [[nodiscard]] Caretaker& caretaker() { return *caretaker_; }
  [[nodiscard]] QueueWatch& queue_watch() { return *queue_watch_; }
  [[nodiscard]] DeadLetters& dead_letters() { return *dead_letters_; }
  [[nodiscard]] Auditor& auditor() { return *auditor_; }
  [[nodiscard]] const Misroutes& misroutes() const { return *misroutes_; }
  [[nodiscard]] const RecordedMessages& recorded() const { return *recorded_; }
  [[nodiscard]] Work& work() { return *work_; }
  [[nodiscard]] Desk& desk() { return *desk_; }
  // Rings under a queue's name when a message went into it, and under Work::everything for all that
  // this daemon does to requests. Close it before stop(): whoever waits for work then comes back.
  [[nodiscard]] Bell& bell() { return bell_; }
  [[nodiscard]] Outbox& outbox() { return *outbox_; }
  [[nodiscard]] ChatLog& chat_log() { return *chat_log_; }

  // One message that was answered without being stored, for the books; from any thread. `time`: its
  // own.
  void count_self_served(std::string_view channel, Time time) {
    self_served_->count(channel, time);
  }

 private:
  [[nodiscard]] std::optional<RequestRecord> in_spool(int partition, const std::string& tracking);
  [[nodiscard]] bool is_in_spool(const Conversation& conversation);
  // A call of library.lua's: its first five arguments say which conversation.
  [[nodiscard]] boost::asio::awaitable<std::optional<Reply>> ask_about(std::string function,
                                                                       Conversation conversation,
                                                                       std::string more);

  const StoreSettings settings_;
  std::unique_ptr<EmbeddedRedis> embedded_;
  boost::asio::io_context& first_;
  std::unique_ptr<Spool> spool_;
  const std::function<Time()> clock_;
  Bell bell_;
  std::vector<std::unique_ptr<LaneMetrics>> metrics_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::unique_ptr<Caretaker> caretaker_;
  std::unique_ptr<QueueWatch> queue_watch_;
  std::unique_ptr<DeadLetters> dead_letters_;
  std::unique_ptr<SelfServedCounts> self_served_;
  std::unique_ptr<Auditor> auditor_;
  std::unique_ptr<Misroutes> misroutes_;
  std::unique_ptr<RecordedMessages> recorded_;
  std::unique_ptr<Work> work_;
  std::unique_ptr<Desk> desk_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<ChatLog> chat_log_;
};

}  // namespace crosstown
