// One turn of a spoken dialogue, apart from any assistant's protocol: what a resident said, and
// what is said to them. Plain data.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "router/message/message.h"

namespace crosstown::dialogue {

// What a resident may mean. names.h has their names and slots.
enum class Topic {
  none,  // nothing that is known
  report,
  status,
  last_request,
  question,
  hours,
  trash_day,
  forget_address,
  person,
  yes,
  no,
  help,
  repeat,
  stop,
  fallback,
  launch,
};

// What the last answer asked for.
enum class Ask {
  nothing,
  slot,     // State::slot
  confirm,  // whether all the slots of the topic are right
  yes_no,   // what the topic offers: pass a question on, remember an address, call back
  more,     // whether there is anything else
};

// A name and what was said for it; "" says that there is nothing to say. No slot stands twice.
using Slots = std::map<std::string, std::string, std::less<>>;

// What goes from turn to turn. It travels through the assistant, so it holds nothing that the
// resident has not said or heard.
struct State {
  Topic topic = Topic::none;
  Ask ask = Ask::nothing;
  std::string slot;     // where ask is `slot`
  Slots slots;          // of the topic
  std::string request;  // that was kept just now, while a text of its answer is talked about
  int misses = 0;       // in a row
  // What was said last, and the part of it that asks; marked (speech.h).
  std::string said;
  std::string question;

  friend bool operator==(const State&, const State&) = default;
};

enum class Confirmation { none, confirmed, denied };

struct Turn {
  Topic topic = Topic::none;
  bool begins = false;  // the topic is begun anew, not gone on with
  Confirmation confirmation = Confirmation::none;
  Slots slots;           // as heard; not yet cleaned
  std::string id;        // unique: what "once" is judged by
  std::string user;      // the resident's address on this channel; empty: nobody knows
  std::string language;  // BCP 47
  std::string phone;     // that residents may call; empty: none
  bool texts = false;    // an answer can be texted to who gives a number
  State state;           // of the last reply
};

struct Reply {
  std::string speech;      // marked
  std::string reprompt;    // said when there is no answer; empty: nothing
  std::string card_title;  // both empty: there is no card
  std::string card;
  bool ends = false;  // nothing is asked any more
  std::string language;
  State state;
};

// What only the daemon can find out or do.
struct WantStatus {
  std::string tracking;  // canonical form
};
struct WantLastStatus {};  // of the resident's newest request on this channel
struct WantKept {
  enum class For { report, question, person, emergency };
  For purpose = For::report;
  Message message;  // without `channel`, `id`, `time`, `medium` and `adapter`
};
struct WantAddress {};  // that the resident told before
struct WantAddressNoted {
  std::string address;  // empty: forget it
};
// That answers to a request are texted as well. Only where it is this resident's newest: the state
// it stands in has been in other hands.
struct WantTextNoted {
  std::string tracking;  // canonical form
  std::string phone;     // E.164
};
using Want = std::variant<WantStatus, WantLastStatus, WantKept, WantAddress, WantAddressNoted,
                          WantTextNoted>;

struct ToldStatus {
  bool reachable = false;  // false: the store does not answer
  bool found = false;
  std::string tracking;    // as it was asked for
  std::string request;     // the request's own number, where that is another by now
  std::string status;      // received, taken, in-progress, closed
  std::string queue_name;  // in the turn's language
  std::string opened;      // "2026-11-22", in the city's time zone
  std::string reply;       // the newest answer to it; empty: none
};
struct ToldKept {
  std::string tracking;  // empty: it is not kept
};
struct ToldAddress {
  bool reachable = false;
  std::string address;  // empty: none is known
};
struct ToldText {
  bool noted = false;
};
using Fact = std::variant<ToldStatus, ToldKept, ToldAddress, ToldText>;

using Step = std::variant<Reply, Want>;

}  // namespace crosstown::dialogue
