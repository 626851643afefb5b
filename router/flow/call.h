// One turn of a telephone call, apart from any provider's protocol: what the caller did, and what
// is said to them and then done. Plain data; docs/channels/phone.md draws it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "router/dialogue/turn.h"
#include "router/message/message.h"
#include "router/message/routing.h"

namespace crosstown::flow {

// What happened on the line.
struct Began {
  bool slow = false;       // by a relay service (711), or typed (TTY)
  bool flood = false;      // one of too many from this number
  std::string language{};  // that this resident chose before; empty: nobody knows
};
struct Pressed {
  std::string digits;  // empty: nothing was pressed in time
};
struct Spoke {
  std::string text;
  std::optional<double> confidence;  // 0 … 1; empty: the provider did not say
};
struct Recorded {
  std::string url;  // where the sound lies, or its file's path; empty: nothing was recorded
  std::string id;   // the provider's
  int seconds = 0;  // 0: unknown
  bool hung_up = false;
  bool failed = false;  // it could not be written
};
// From the number that the caller was put through to, or from the provider's queue.
struct Returned {
  enum class How { answered, not_answered, hung_up, left };
  How how = How::not_answered;  // left: the caller pressed a key to leave the queue
  int waited = 0;               // seconds in the queue; 0: unknown
};
// In the provider's queue: what shall be said now?
struct Waiting {
  int position = 0;  // 0: unknown
};
// The caller, or whoever they spoke to, hung up. What they left may still be under way, so it is
// judged only after a while, with `for_good`.
struct Ended {
  bool for_good = false;
};
using Event = std::variant<Began, Pressed, Spoke, Recorded, Returned, Waiting, Ended>;

// One utterance. `words` may be marked (router/dialogue/speech.h).
struct Spoken {
  std::string words;
  std::string language;  // BCP 47
  std::string name;      // of the prompt: "main/report", "texts/voice_goodbye", "answers/parking"
  bool fixed = false;    // the same at each call: a sound file of that name can stand for it
  bool whole = false;    // no key cuts it off
  std::string play{};    // a recording of the city's own, said in place of the words
};

// What is done once all is said; each but Hangup comes back as an event.
struct Ask {
  std::size_t most = 1;  // digits
  bool speech = false;
  std::vector<std::string> hints{};  // what may be said
  std::chrono::milliseconds timeout{5000};
};
struct Record {
  std::chrono::seconds longest{120};
  std::chrono::seconds silence{5};
};
struct Transfer {
  std::string target;  // E.164, or "sip:…"
  std::chrono::seconds ring{25};
};
struct Enqueue {
  std::string queue;               // as the provider knows it
  std::string leave;               // keys that leave it; empty: none
  bool first = true;               // false: the caller waits already, and hears an announcement
  std::chrono::seconds pause{20};  // between two announcements
};
struct Leave {};  // the provider's queue, of which a Returned tells
struct Hangup {};
using Action = std::variant<Hangup, Ask, Record, Transfer, Enqueue, Leave>;

// How a call ended for the caller.
enum class Result {
  open,
  solved,  // by what was told
  message,
  callback,
  answered,     // out of the queue
  transferred,  // and answered there
  emergency,    // told whom to call, and hung up
  refused,      // one call too many
  rescued,      // lost, and texted or to be called back
  lost,
};
[[nodiscard]] std::string_view to_text(Result result);

// What goes from turn to turn: small, and bounded by whoever writes it (state.h).
struct State {
  std::string flow;
  std::string step;
  std::string phase;     // within a step; empty: at its beginning
  std::string language;  // BCP 47
  int turn = 0;          // counts turns: what an event names as the one it answers
  int misses = 0;        // in a row, at this step
  int stars = 0;         // repetitions asked for in a row
  int hollow = 0;        // recordings given up as empty
  int queued = 0;        // times that the queue was entered
  int jumps = 0;         // steps begun; a call has an end
  bool slow = false;     // relayed (711) or typed (TTY): more time everywhere
  bool waiting = false;  // for a person
  bool helped = false;   // something was told that needs no person
  bool warned = false;   // the last that was said is whom to call in an emergency
  bool urgent = false;   // words of emergency were said
  bool gone = false;     // hung up, and not yet judged
  bool over = false;
  Result result = Result::open;
  std::string number;              // to call back
  std::string tracking;            // of what this call has left
  std::string choices;             // "language=2 main=1"
  std::string events;              // "call.started call.transferred"
  std::string queue;               // the department that the call is about; empty: the rules say
  std::string pending;             // what was half understood, until it is confirmed
  std::int64_t began = 0;          // ms since 1970
  std::int64_t waiting_since = 0;  // the same; 0: never

  friend bool operator==(const State&, const State&) = default;
};

// Who calls, and what happened.
struct Turn {
  std::string call;  // the provider's id of the call; what "once" is judged by
  std::string from;  // E.164; empty: withheld
  std::string to;
  std::string flow;        // of the channel
  int turn = -1;           // the turn that the event answers; -1: it is outside any
  std::string language{};  // of an apology's turn, where it is known
  bool trouble = false;    // it answers an apology (troubled()), which has no state
  Event event;
};

// To a turn. The state is to be kept before anything is said.
struct Reply {
  std::vector<Spoken> said;
  Action then;
  State state;
  bool stale = false;        // the event came late or twice: nothing changed, `said` is said again
  std::string text{};        // to be texted to who called; empty: nothing
  bool judge_later = false;  // come again with Ended::for_good
};

// What the daemon must find out or do, with all that was done in this turn up to then.
struct WantKept {
  Message message;  // without `channel`, `id`, `time`, `medium` and `adapter`
  enum class For { message, callback, emergency, abandoned } purpose = For::message;
  std::string queue;  // empty: the rules say
  std::string type;   // empty: the rules say
  std::optional<Priority> priority{};
  bool anew = true;  // opens a request; false: joins what this call has left
};
struct WantTextable {};  // whether who called can be texted
using Want = std::variant<dialogue::WantStatus, WantKept, WantTextable>;
struct ToldTextable {
  enum class How { yes, no, was } how = How::no;  // was: a text of today says it all
};
using Fact = std::variant<dialogue::ToldStatus, dialogue::ToldKept, ToldTextable>;
struct Asked {
  Want want;
  Reply so_far;
};
using Step = std::variant<Reply, Asked>;

}  // namespace crosstown::flow
