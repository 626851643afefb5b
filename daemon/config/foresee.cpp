#include "daemon/config/foresee.h"

#include <utility>

namespace crosstown {

ConfigJudges::ConfigJudges(const Config& config)
    : languages_(config.city.languages),
      office_hours_(config.office_hours()),
      judges_{config.normaliser(),
              languages_,
              config.places.get(),
              config.emergency ? &*config.emergency : nullptr,
              {config.texts, *config.answers, office_hours_, config.city.name,
               config.emergency ? config.emergency->number : std::string_view()},
              *config.rules,
              *config.calendars,
              *config.promises,
              nullptr} {}

Judged::By prepare(Message& message, const Judges& judges) {
  normalise(message, judges.normaliser);
  locate(message, judges.places);
  const std::string& read = message.text.empty() ? message.subject : message.text;
  const Judged judged = judges.languages.judge(message.language, read, {});
  message.language = judged.language;
  return judged.by;
}

Foreseen foresee(Message& message, const Judges& judges, std::optional<Time> at) {
  Foreseen out;
  if (judges.emergency) out.routing = judges.emergency->route(message);
  if (out.routing) {
    if (at) judges.promises.promise(*out.routing, *at);
    return out;
  }
  out.decision = decide(message, judges.self_service, at.value_or(Time{}));
  if (out.decision.kind != Decision::Kind::people) return out;
  if (!out.decision.intent.empty() && !message.intent)
    message.intent = Intent{out.decision.intent, {}};
  out.routing = route(message, judges, at);
  return out;
}

Routing route(const Message& message, const Judges& judges, std::optional<Time> at) {
  const OpenCalendars open = open_at(judges.calendars, at);
  Routing routing = judges.rules.route(message, circumstances_of(message, open));
  if (judges.overflow) judges.overflow->divert(routing);
  if (at) judges.promises.promise(routing, *at);
  return routing;
}

Circumstances circumstances_of(const Message& message, const OpenCalendars& open) {
  Circumstances circumstances;
  circumstances.calendar_open = open.view();
  if (message.place) circumstances.areas = message.place->areas;
  return circumstances;
}

OpenCalendars open_at(const Calendars& calendars, std::optional<Time> at) {
  return at ? calendars.open_at(*at) : calendars.all_open();
}

}  // namespace crosstown
