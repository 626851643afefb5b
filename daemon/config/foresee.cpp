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
              *config.rules} {}

Judged::By prepare(Message& message, const Judges& judges) {
  normalise(message, judges.normaliser);
  locate(message, judges.places);
  const std::string& read = message.text.empty() ? message.subject : message.text;
  const Judged judged = judges.languages.judge(message.language, read, {});
  message.language = judged.language;
  return judged.by;
}

Foreseen foresee(Message& message, const Judges& judges, Time now) {
  Foreseen out;
  if (judges.emergency) out.routing = judges.emergency->route(message);
  if (out.routing) return out;
  out.decision = decide(message, judges.self_service, now);
  if (out.decision.kind != Decision::Kind::people) return out;
  if (!out.decision.intent.empty() && !message.intent)
    message.intent = Intent{out.decision.intent, {}};
  out.routing = judges.rules.route(message, circumstances_of(message));
  return out;
}

Circumstances circumstances_of(const Message& message) {
  Circumstances circumstances;
  if (message.place) circumstances.areas = message.place->areas;
  return circumstances;
}

}  // namespace crosstown
