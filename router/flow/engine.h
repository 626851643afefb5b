// The city's side of a telephone call, as a pure function: an event comes in, what is said and then
// done goes out, or what must be found out first. The clock is passed in; the daemon fulfils what
// is wanted and calls again.
//
//   take(turn, state) ──► Reply
//                     └─► Asked ──► (the daemon finds out) ──► go_on(turn, asked, fact) ──► Reply
//                     or
//                                                                                           Asked
//
// Status, kept messages, the answer book, hours and the tripwire are those of spoken dialogues
// (router/dialogue/).
#pragma once

#include <span>
#include <string>

#include "router/dialogue/dialogue.h"
#include "router/flow/call.h"
#include "router/flow/flow.h"
#include "router/hours/calendars.h"

namespace crosstown::flow {

// What a call is answered from. Views: what they refer to must outlive the call.
struct Desk {
  const Flow& flow;
  const dialogue::Desk& city;
  const Calendars& calendars;
  std::span<const std::string> languages;  // BCP 47; the first is spoken until another is chosen
};

// An event that does not answer the state's turn came late or twice: nothing changes, and what was
// asked last is asked again. At most two wants a turn.
[[nodiscard]] Step take(const Turn& turn, const State& state, const Desk& desk, Time now);
// A fact of another kind than was wanted counts as one that could not be found out.
[[nodiscard]] Step go_on(const Turn& turn, Asked asked, const Desk& desk, Time now,
                         const Fact& fact);

// Where the store is away: an apology in all languages, and a
// recording that the spool keeps. What comes of it is a turn with `trouble`, which needs no state.
[[nodiscard]] Reply troubled(const Turn& turn, const Desk& desk);
// The same for who waits in the provider's queue: they keep their place.
[[nodiscard]] Reply still_waiting(const Turn& turn, const Desk& desk);
inline constexpr std::string_view trouble_phase = "trouble";
inline constexpr std::string_view flood_phase = "flood";

}  // namespace crosstown::flow
