// The way of a message, in one place: adapter → normaliser → emergency tripwire → self-service →
// rules → lane → receipt.
// The adapter's steps say what to do next; this drives them.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "channels/channel.h"
#include "daemon/city.h"
#include "daemon/fetcher.h"
#include "daemon/http/handler.h"
#include "daemon/quarantine/quarantine.h"
#include "daemon/sender/replies.h"
#include "daemon/suspects.h"
#include "router/language/memory.h"
#include "router/limits/rate_limiter.h"
#include "router/store/content/content_store.h"
#include "router/store/identity.h"
#include "router/store/store.h"

namespace crosstown {

// What whoever takes a call decides about the request they enter; empty: the rules do.
struct DeskRouting {
  std::string queue;
  std::string type;
  std::optional<Priority> priority{};
  std::string by;  // who enters it
  void apply(Routing& routing) const;
};

class Intake {
 public:
  // All live as long as the daemon. `disk`: where blocking file calls run. `replies`: null where
  // nothing is sent.
  Intake(Store& store, ContentStore& content, Quarantine& quarantine,
         boost::asio::thread_pool& disk, Metrics& metrics, Fetcher& fetcher,
         Replies* replies = nullptr);

  // One HTTP request of a channel, on the thread of its connection. `city` is the snapshot that
  // `channel` is in.
  [[nodiscard]] boost::asio::awaitable<http::Response> take(std::shared_ptr<const City> city,
                                                            const Channel& channel,
                                                            const HttpRequest& request,
                                                            const http::Peer& peer);

  // The same for a request that an operator vouches for: no signature, no age is asked.
  [[nodiscard]] boost::asio::awaitable<http::Response> take_vouched(
      std::shared_ptr<const City> city, const Channel& channel, const HttpRequest& request);

  // A message that staff enters for a resident, of a channel of the configuration. Its provider_id
  // makes it once. Nothing is answered by the daemon itself. `request`: the one it came with.
  [[nodiscard]] boost::asio::awaitable<Outcome> take_entered(std::shared_ptr<const City> city,
                                                             const Channel& channel,
                                                             const HttpRequest& request,
                                                             Message message, DeskRouting routing);

  // One message of a stream (mail …), of `bytes` on the wire, with its files in the content store.
  // What becomes of it is the caller's to say in the protocol's words; never AskedStatus. On the
  // thread of its connection.
  [[nodiscard]] boost::asio::awaitable<Outcome> take_message(std::shared_ptr<const City> city,
                                                             const Channel& channel,
                                                             Message message, std::size_t bytes,
                                                             const std::string& peer);
  // One that was refused before it became a message: for the books.
  static void refuse_message(const Channel& channel, std::size_t bytes, RefusalCode code);

 private:
  struct Visit;  // visit.h

  static http::Response refused_answer(const Refusal& refusal);

  boost::asio::awaitable<http::Response> drive(Visit& visit, Step step);
  boost::asio::awaitable<std::vector<Outcome>> keep_all(Visit& visit);
  boost::asio::awaitable<Outcome> keep(Visit& visit, Message& message);
  bool floods(const Visit& visit, const Identity& identity);
  void count_for_flood(const Visit& visit, const Identity& identity);
  bool may_be_refused_again(const Visit& visit, const Refusal& refusal);
  boost::asio::awaitable<bool> keep_content(Message& message);
  boost::asio::awaitable<Step> fulfil(Visit& visit, Need need);
  boost::asio::awaitable<Step> fulfil_status(Visit& visit, NeedStatus need);
  boost::asio::awaitable<std::optional<RequestStatus>> look_up_status(Visit& visit,
                                                                      std::string tracking,
                                                                      std::string language);
  boost::asio::awaitable<Step> fulfil_fetch(Visit& visit, NeedFetch need);
  boost::asio::awaitable<Step> fulfil_dialogue(Visit& visit, NeedDialogue need);
  // intake_dialogue.cpp
  struct Fulfilling;
  boost::asio::awaitable<dialogue::Reply> converse(Visit& visit, const dialogue::Turn& turn);
  boost::asio::awaitable<dialogue::ToldStatus> told_status(Visit& visit, const dialogue::Turn& turn,
                                                           std::string tracking,
                                                           std::chrono::milliseconds limit);
  // The newest of a resident on one channel.
  boost::asio::awaitable<Store::Lookup> last_request(const Channel& channel,
                                                     const Identity& identity,
                                                     std::chrono::milliseconds limit);
  // intake_calls.cpp
  struct CallFulfilling;
  boost::asio::awaitable<Step> fulfil_call(Visit& visit, NeedCall need);
  boost::asio::awaitable<CallReply> tell_call(Visit& visit, flow::Turn turn, int partition);
  boost::asio::awaitable<std::optional<flow::State>> call_state(const Identity& call, bool& away);
  boost::asio::awaitable<bool> save_call(const Identity& call, const flow::State& state);
  boost::asio::awaitable<void> know_caller(const Identity& caller, flow::Began& began);
  boost::asio::awaitable<flow::Reply> step_call(Visit& visit, const flow::Turn& turn,
                                                const flow::Flow& flow, const flow::State& state,
                                                const Identity& caller);
  boost::asio::awaitable<void> after_step(Visit& visit, const flow::Turn& turn,
                                          const flow::Flow& flow, const flow::State& before,
                                          const flow::Reply& reply, const Identity& caller);
  void store_language(const Identity& caller, const std::string& language);
  boost::asio::awaitable<void> judge_later(std::shared_ptr<const City> city, std::string channel,
                                           flow::Turn turn, int partition);
  boost::asio::awaitable<void> begin_judging(Visit& visit, flow::Turn turn, int partition);
  boost::asio::awaitable<http::Response> refuse(Visit& visit, Refusal refusal);
  boost::asio::awaitable<void> settle_passed_over(Visit& visit);
  boost::asio::awaitable<bool> quarantine(Visit& visit, const Refusal& refusal);
  void served(Visit& visit) const;
  // What is found out before the rules: how loud the daemon may be, and what self-service decided.
  struct Before {
    std::optional<Routing> emergency{};
    bool flood = false;
    Decision decision{};
    bool noted = false;    // of opting out or in: the store has it
    bool closes = false;   // for people, and it closes the request that it goes on with
    bool unknown = false;  // what the store was asked for, and did not answer
    std::vector<std::string_view> overflowed{};  // queues of the city that sent it on
  };
  // Gives `message` the intent that was recognised.
  Before look(const Visit& visit, Message& message, const Identity& identity);
  boost::asio::awaitable<void> note_opt_out(const Identity& identity, Before& before);
  // daemon/intake_conversation.cpp: what of a decision hangs on the conversation up to now.
  boost::asio::awaitable<void> ask_conversation(const Visit& visit, const Message& message,
                                                const Identity& identity, Before& before);
  boost::asio::awaitable<void> list_requests(const City& city, const Message& message,
                                             Store::Conversation conversation, Before& before);
  boost::asio::awaitable<void> close_request(const City& city, const Message& message,
                                             Store::Conversation conversation, Before& before);
  void judge_language(Message& message, const City& city, const Identity& identity);
  static Delivery delivery_of(const Channel& channel, const Message& message,
                              const Routing& routing, const Before& before);
  void count_overflow(const Before& before, Fate fate);
  void count_answers(const Decision& decision);
  // Empty: it is for people.
  std::optional<Outcome> serve(Visit& visit, const Message& message, const Before& before) const;
  Routing route(const City& city, const Message& message, Before& before) const;
  // What an accepted message is answered with. Empty: nothing.
  std::string answer_to(const City& city, const Message& message, const Routing& routing,
                        const Before& before, const Delivery& delivery) const;
  // A receipt for who is not answered inline, where the channel says so.
  boost::asio::awaitable<void> send_receipt(const Visit& visit, const Message& message,
                                            const Identity& identity, const Accepted& accepted,
                                            bool emergency, Fate fate);
  boost::asio::awaitable<std::optional<Outcome>> note_bounce(Visit& visit, const Bounce& bounce);
  boost::asio::awaitable<void> note_place(const Visit& visit, const Message& message,
                                          const Accepted& accepted);
  boost::asio::awaitable<Step> note_report(Visit& visit, DeliveryReport report);
  // Without words.
  Outcome outcome_of(Visit& visit, const Message& message, const Delivery& delivery) const;

  Store& store_;
  ContentStore& content_;
  Suspects suspects_;
  RateLimiter residents_{1 << 17};
  LanguageMemory languages_{1 << 15};
  RateLimiter sources_{1 << 15};
  RateLimiter calls_{1 << 14};  // of one number
  boost::asio::thread_pool& disk_;
  Metrics& metrics_;
  Fetcher& fetcher_;
  Replies* const replies_;
};

}  // namespace crosstown
