// The city's side of a spoken dialogue, as a pure function: a turn comes in, what is said or what
// must be found out first goes out. The clock is passed in; the daemon fulfils what is wanted and
// calls again.
//
//   talk(turn) ──► Reply
//              └─► Want ──► (the daemon finds out) ──► go_on(turn, want, fact) ──► Reply or Want
//
// It shares with text self-service (router/selfservice/) what wishes are known by, the answer book,
// the calendar's and the status' words; with everything the tripwire, which comes first.
#pragma once

#include "router/dialogue/turn.h"
#include "router/emergency/desk.h"
#include "router/places/places.h"
#include "router/selfservice/decide.h"

namespace crosstown::dialogue {

// What a dialogue answers from. Views: what they refer to must outlive the call.
struct Desk {
  SelfServiceDesk service;
  const Texts& spoken;                        // spoken_texts() of service.texts
  const EmergencyDesk* emergency = nullptr;   // null: the city has no tripwire
  const Places* places = nullptr;             // null: the city has no maps
  std::string_view phone_region = "US";       // ISO 3166: of numbers that are said without one
  std::string_view trash_area = "trash_day";  // the kind of area whose value is a day
};

[[nodiscard]] Step talk(const Turn& turn, const Desk& desk, Time now);
// `want`: what talk() or go_on() gave for this turn. A fact of another kind than was wanted counts
// as one that could not be found out. At most two wants a turn.
[[nodiscard]] Step go_on(const Turn& turn, const Desk& desk, Time now, const Want& want,
                         const Fact& fact);

// The city's texts for who listens: "Monday to Friday" for "Mon–Fri".
[[nodiscard]] Texts spoken_texts(const Texts& texts, const std::vector<std::string>& languages);

}  // namespace crosstown::dialogue
