// What the daemon would do with a message, without doing it: for `crosstownd check`, for
// `crosstownctl explain`, and for tables of judged messages.
#pragma once

#include <optional>

#include "daemon/config/config.h"
#include "router/emergency/desk.h"
#include "router/hours/calendars.h"
#include "router/language/judge.h"
#include "router/message/message.h"
#include "router/message/normalise.h"
#include "router/places/places.h"
#include "router/queues/overflow_board.h"
#include "router/queues/promises.h"
#include "router/rules/rules.h"
#include "router/selfservice/decide.h"

namespace crosstown {

// Who is asked. Views, but for the settings: what they look at must outlive them.
struct Judges {
  NormaliserSettings normaliser;
  const LanguageJudge& languages;
  const Places* places = nullptr;            // null: the city has no maps
  const EmergencyDesk* emergency = nullptr;  // null: it has no tripwire
  SelfServiceDesk self_service;
  const Rules& rules;
  const Calendars& calendars;
  const Promises& promises;
  const OverflowBoard* overflow = nullptr;  // null: nothing overflows
};

// The judges of a checked configuration, which must outlive this. Any thread, once it is made.
class ConfigJudges {
 public:
  explicit ConfigJudges(const Config& config);
  ConfigJudges(const ConfigJudges&) = delete;
  ConfigJudges& operator=(const ConfigJudges&) = delete;

  [[nodiscard]] const Judges& judges() const { return judges_; }

 private:
  LanguageJudge languages_;
  std::optional<Hours> office_hours_;
  Judges judges_;
};

// `message` as its adapter would have read it becomes what the rules see: clean, with its language
// and its place. Returns how the language was judged.
Judged::By prepare(Message& message, const Judges& judges);

// What comes of a message, in the order in which the daemon asks: tripwire, self-service, rules.
struct Foreseen {
  // Of the tripwire (its rule is `emergency_rule`), else of the rules. Empty: the daemon answers by
  // itself.
  std::optional<Routing> routing;
  Decision decision{};  // of self-service; as it is made when the tripwire came first
};

// `message` is prepared, and gets the intent that self-service recognised. What repeats itself or
// floods is not known here, nor whether the channel could show an answer at once. `at` empty: on no
// day in particular, when every calendar is open, no answer out of date, and nothing due.
[[nodiscard]] Foreseen foresee(Message& message, const Judges& judges, std::optional<Time> at);

// The last part of it, for a message that is for people.
[[nodiscard]] Routing route(const Message& message, const Judges& judges, std::optional<Time> at);

// What the rules are asked beside the message. Views into both.
[[nodiscard]] Circumstances circumstances_of(const Message& message, const OpenCalendars& open);
[[nodiscard]] OpenCalendars open_at(const Calendars& calendars, std::optional<Time> at);

}  // namespace crosstown
