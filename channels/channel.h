// What an adapter is: it speaks one protocol and knows nothing else. No socket, no store, no clock,
// no rules: bytes, time and ids come in; messages, an answer, a refusal or a need go out. So an
// adapter compiles in a second, is tested from files, and is fuzzed as it stands.
//
// An HTTP adapter's request goes like this (daemon/intake.cpp drives it):
//
//   receive(request) ──► Messages ──► routed and kept ──► conclude(messages, outcomes) ──► Answer
//                    ├─► SomeMessages (the same, but some were passed over)
//                    ├─► Answer      (nothing to keep: a ping)                        └──► Need ──►
//                    ├─► DeliveryReport (noted, then conclude() without messages)
//                    resume(…) ──► Answer ├─► Need        (fulfilled by the daemon, then resume;
//                                        │                a NeedFetch: then go_on(request))
//                    └─► Refusal     (a named record; the daemon counts it and answers)
//
// An adapter of a stream (mail; in time calls by FastAGI, SMPP, chat) comes in two halves:
//
//   - its session: a state machine for one connection, made and owned by the daemon. Bytes go in;
//     bytes for the other side and events come out ("may this recipient have mail here?", "this is
//     a piece of the mail", "the mail is whole"), and the daemon answers them. No socket, no clock:
//     channels/email/smtp_session.h.
//   - the adapter itself, as here: it turns what a session has gathered into messages, and says in
//     the protocol's words what became of them: channels/email/mail_adapter.h.
//
// Each kind of stream has an interface of its own beside HttpAdapter, since what they gather
// differs; Adapter is what the registry and the configuration know of all of them.
//
// Adapters are immutable after construction and shared by all I/O threads.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "channels/http_request.h"
#include "router/dialogue/turn.h"
#include "router/flow/call.h"
#include "router/message/message.h"

namespace crosstown {

// Everything an adapter may not find out by itself.
struct StepContext {
  Time now;
  // True when an operator released a quarantined request and so vouches for who sent it: the
  // adapter then skips the signature and the age of the request, and nothing else.
  bool vouched = false;
};

// Why a request is not taken. One table (channels/refusal.cpp) says how each is answered.
enum class RefusalCode {
  missing_signature,
  bad_signature,
  stale,          // the timestamp is outside the window
  wrong_account,  // signed rightly, but for another account
  bad_content_type,
  malformed,  // not what the protocol says: detail tells where
  missing_field,
  too_large,
  not_allowed,  // wrong method
  throttled,    // one address sends too much that is refused
  overloaded,   // the lane is full
  unavailable,  // the store does not answer
  internal,     // a bug of ours: an exception came out of the message's handling
};
inline constexpr std::size_t refusal_codes = static_cast<std::size_t>(RefusalCode::internal) + 1;

struct RefusalRule {
  RefusalCode code;
  std::string_view name;  // metric label and log field: "bad_signature"
  int http_status;
  bool retryable;         // the sender may try again: Retry-After is sent
  bool quarantine;        // keep the raw request if it names our account
  std::string_view text;  // one short reason for the sender
};
[[nodiscard]] const RefusalRule& rule_of(RefusalCode code);

struct Refusal {
  RefusalCode code;
  std::string detail;  // for the sender and the log; never resident text, never a secret
  bool names_our_account = false;  // the request claims to be ours: worth keeping for an operator
  // What the protocol demands instead of the table's; 0: the table's.
  int http_status = 0;
};

// Protocol bytes for the sender.
struct Answer {
  int status = 200;
  std::string content_type;
  std::string body;
};

// Something only the daemon can find out. Further kinds join this variant.
struct NeedStatus {
  std::string tracking;  // canonical form
};
// What lies at a URL, by GET over HTTP. The daemon joins those who need the same URL at the same
// time, follows no redirect, and gives up within some seconds. Fulfilled by go_on().
struct NeedFetch {
  std::string url;
  std::size_t max_size = 64 * 1024;  // bytes of the body; more counts as not fetched
};
// What the city says to a turn of a spoken dialogue; what is to be kept is kept. Fulfilled with a
// Reply within two seconds, whatever is away.
struct NeedDialogue {
  dialogue::Turn turn;
};
// What the city says to an event of a telephone call; what is to be kept is kept. Fulfilled with a
// CallReply within some seconds, whatever is away.
struct NeedCall {
  flow::Turn turn;
  int partition = -1;  // of the callback's URL; -1: it names none
};
using Need = std::variant<NeedStatus, NeedFetch, NeedDialogue, NeedCall>;

struct RequestStatus {
  bool found = false;
  std::string tracking;
  std::string status;      // received, taken, in-progress, closed
  std::string queue_name;  // the department, in the message's language
  std::string opened;      // date in the city's time zone, "2026-11-22"
  std::string words;       // all of it as one sentence for the resident, in their language
};
struct CallReply {
  flow::Reply reply;
  flow::Turn turn;       // that it answers
  bool trouble = false;  // an apology, which has no state
  std::string hook_url;  // the channel's own door, absolute
  int partition = 0;     // where the call's state lies
};
using Fulfilment = std::variant<RequestStatus, dialogue::Reply, CallReply>;
struct Fetched {
  int status = 0;  // of HTTP; 0: nobody answered rightly, or not in time
  std::string body;
};

// What became of one message: the daemon tells, the adapter puts it into its protocol's words. One
// that is not answered inline is Accepted or NotKept.
struct Accepted {
  std::string tracking;
  bool duplicate = false;  // this provider id had been accepted before; the number is the same
  std::string words;       // the receipt for the resident, in their language; empty: say nothing
};
struct AskedStatus {
  std::string tracking;  // the resident asks how this request stands; nothing was queued
};
// Answered by the daemon itself, nothing queued.
struct SelfServed {
  std::string words;
};
struct NotKept {
  RefusalCode code;
};
using Outcome = std::variant<Accepted, AskedStatus, SelfServed, NotKept>;

using Messages = std::vector<Message>;
// Where a protocol bundles messages that have nothing to do with each other, one that cannot be
// taken does not hold up those beside it: it is passed over. The daemon goes on with what was
// taken, if any, as with Messages; when that is kept, it keeps or counts what was passed over as it
// would a refused request.
struct SomeMessages {
  Messages taken;
  std::vector<Refusal> passed_over;  // at least one
};

// What became of a reply (channels/outbound.h), as whoever carries it reports. The daemon notes it
// and then has conclude() called without messages for the answer; it may come repeatedly, and in
// any order.
struct DeliveryReport {
  enum class State { sent, delivered, failed };
  std::string handle;  // of the reply: checked by the daemon, not by the adapter
  State state = State::sent;
  std::string provider_id;  // may be empty
  std::string reason;       // why it failed; for people
  bool opted_out = false;   // it failed since the resident wants no texts
};
using Step = std::variant<Messages, SomeMessages, Answer, Refusal, Need, DeliveryReport>;

class Adapter {
 public:
  virtual ~Adapter() = default;
};

class HttpAdapter : public Adapter {
 public:
  // No request of this protocol is larger (bytes): refused before it is read.
  [[nodiscard]] virtual std::uint64_t max_body() const {
    return std::numeric_limits<std::uint64_t>::max();
  }

  // Whether the protocol has requests by GET; those by POST are always taken. HEAD is not the
  // adapter's: the daemon answers it where GET is taken, and keeps nothing.
  [[nodiscard]] virtual bool takes_get() const { return false; }

  // Reads one request. Messages come with everything but `channel`, `id` and `time`, which the
  // daemon fills in. Never throws; any bytes are fine.
  [[nodiscard]] virtual Step receive(const HttpRequest& request,
                                     const StepContext& context) const = 0;

  // What receive() had to have fetched for that request is there, or could not be had. The same
  // request and context again. Only of adapters that give a NeedFetch.
  [[nodiscard]] virtual Step go_on(const HttpRequest&, const StepContext&, const Fetched&) const {
    return Refusal{RefusalCode::internal, "a step that this adapter does not have", false};
  }

  // The messages of that request are kept (or not): one outcome each, in order; after a
  // DeliveryReport there are none. Returns an Answer, a Refusal when one was not kept, or a Need.
  [[nodiscard]] virtual Step conclude(std::span<const Message> messages,
                                      std::span<const Outcome> outcomes) const = 0;

  // The need of an earlier step is fulfilled. Returns an Answer.
  [[nodiscard]] virtual Step resume(std::span<const Message> messages,
                                    const Fulfilment& fulfilment) const = 0;
};

// Optional power: writes a correctly signed request, as the provider would. For `crosstownctl text`
// and rehearsals; the secret never leaves the daemon.
struct SampleText {
  std::string from;
  std::string to;
  std::string text;
  std::string provider_id;
  Time now;
};
struct SampleRequest {
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};
class TextSampler {
 public:
  virtual ~TextSampler() = default;
  [[nodiscard]] virtual SampleRequest sample(const SampleText& text,
                                             std::string_view url) const = 0;
};

}  // namespace crosstown
