#include "daemon/config/decide.h"

#include <utility>

namespace crosstown {

Judged::By prepare(Message& message, const Judges& judges) {
  normalise(message, judges.normaliser);
  const std::string& read = message.text.empty() ? message.subject : message.text;
  const Judged judged = judges.languages.judge(message.language, read, {});
  message.language = judged.language;
  return judged.by;
}

Decision decide(const Message& prepared, const Judges& judges, const Circumstances& circumstances) {
  if (judges.emergency) {
    if (auto emergency = judges.emergency->route(prepared)) return std::move(*emergency);
  }
  if (auto wish = self_service(prepared)) return std::move(*wish);
  return judges.rules.route(prepared, circumstances);
}

Decided decide(const Config& config, Message message) {
  const LanguageJudge languages(config.city.languages);
  const Judges judges{config.normaliser(), languages,
                      config.emergency ? &*config.emergency : nullptr, *config.rules};
  prepare(message, judges);
  Decision decision = decide(message, judges, {});
  return {std::move(message), std::move(decision)};
}

}  // namespace crosstown
