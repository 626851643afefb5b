#include "router/dialogue/dialogue.h"

#include <utility>

#include "router/dialogue/scene.h"
#include "router/dialogue/speech.h"
#include "router/texts/words.h"

namespace crosstown::dialogue {
namespace {

constexpr int most_misses = 3;

std::string emergency_number(const Scene& scene) {
  return as_digits(scene.desk.emergency ? std::string_view(scene.desk.emergency->number)
                                        : scene.desk.service.number);
}

// Comes before everything; what was heard is kept all the same, for the desk that takes
// emergencies.
std::optional<Step> emergency(const Scene& scene) {
  if (!scene.desk.emergency) return std::nullopt;
  const std::string heard = scene.all_heard();
  if (heard.empty()) return std::nullopt;
  WantKept want;
  want.purpose = WantKept::For::emergency;
  want.message = scene.message("Emergency", heard);
  if (const std::string place = scene.heard("place"); !place.empty())
    want.message.place.emplace().address = place;
  if (!scene.desk.emergency->tripwire->check(want.message)) return std::nullopt;
  return Want(std::move(want));
}

Reply emergency_kept(const Scene& scene, const ToldKept& told) {
  const std::string number = emergency_number(scene);
  if (told.tracking.empty())
    return scene.end(scene.text(TextId::voice_emergency, {{"number", number}}));
  Reply reply = scene.end(
      words::emergency(scene.desk.spoken, scene.turn.language, number, as_digits(told.tracking)));
  scene.put_card(reply);
  return reply;
}

// "Yes" and "no" mean what was asked.
Step answered(Scene& scene) {
  const bool yes = scene.turn.topic == Topic::yes;
  switch (scene.state().ask) {
    case Ask::nothing:
    case Ask::more: return yes ? scene.open() : scene.end(scene.text(TextId::voice_goodbye));
    case Ask::slot:
      if (yes || (scene.state().slot != "description" && scene.request.empty()))
        return not_understood(scene);
      break;
    case Ask::confirm:
    case Ask::yes_no: break;
  }
  switch (scene.state().topic) {
    case Topic::report: return report(scene);
    case Topic::question: return question(scene);
    case Topic::trash_day: return trash_day(scene);
    case Topic::person: return person(scene);
    default: return not_understood(scene);
  }
}

Reply stopped(const Scene& scene) {
  const bool unsent = scene.state().topic == Topic::report && scene.state().ask != Ask::nothing &&
                      scene.state().request.empty();
  const std::string before = unsent ? scene.text(TextId::voice_not_sent) : std::string();
  return scene.end(joined(before, scene.text(TextId::voice_goodbye)));
}

Reply repeated(const Scene& scene) {
  if (scene.state().said.empty()) return scene.open();
  Reply reply;
  reply.language = scene.turn.language;
  reply.state = scene.state();
  reply.speech = scene.state().said;
  reply.reprompt = scene.state().question;
  return reply;
}

}  // namespace

Reply help(const Scene& scene) {
  return scene.ask_again(scene.text(TextId::voice_help, {{"number", emergency_number(scene)}}));
}

Reply not_understood(const Scene& scene) {
  const std::string told = scene.text(TextId::voice_not_understood);
  const int misses = scene.state().misses + 1;
  if (misses >= most_misses) return scene.end(joined(told, scene.text(TextId::voice_goodbye)));
  const bool explain = misses == 1 && scene.state().ask == Ask::nothing;
  const std::string examples =
      explain ? scene.text(TextId::voice_help, {{"number", emergency_number(scene)}}) : "";
  Reply reply = scene.ask_again(joined(told, examples));
  reply.state.misses = misses;
  return reply;
}

Step talk(const Turn& turn, const Desk& desk, Time now) {
  Scene scene(turn, desk, now);
  if (auto step = emergency(scene)) return *std::move(step);
  switch (turn.topic) {
    case Topic::launch:
      return scene.open(scene.text(TextId::voice_welcome, {{"city", desk.service.city}}));
    case Topic::report: return report(scene);
    case Topic::status: return status(scene);
    case Topic::last_request: return Want(WantLastStatus{});
    case Topic::question: return question(scene);
    case Topic::hours: return office_hours(scene);
    case Topic::trash_day: return trash_day(scene);
    case Topic::forget_address: return Want(WantAddressNoted{});
    case Topic::person: return person(scene);
    case Topic::yes:
    case Topic::no: return answered(scene);
    case Topic::help: return help(scene);
    case Topic::repeat: return repeated(scene);
    case Topic::stop: return stopped(scene);
    case Topic::none:
    case Topic::fallback: return not_understood(scene);
  }
  return not_understood(scene);
}

namespace {

// What was wanted has become known.
class Told {
 public:
  Told(const Scene& scene, const Fact& fact) : scene_(scene), fact_(fact) {}

  Reply operator()(const WantStatus& want) const {
    ToldStatus told = as<ToldStatus>();
    if (told.tracking.empty()) told.tracking = want.tracking;
    return status_told(scene_, told, false);
  }
  Reply operator()(const WantLastStatus&) const {
    return status_told(scene_, as<ToldStatus>(), true);
  }
  Reply operator()(const WantKept& want) const {
    const auto told = as<ToldKept>();
    switch (want.purpose) {
      case WantKept::For::question: return question_kept(scene_, told);
      case WantKept::For::person: return person_kept(scene_, told);
      case WantKept::For::emergency: return emergency_kept(scene_, told);
      case WantKept::For::report: break;
    }
    return report_kept(scene_, told);
  }
  Reply operator()(const WantAddress&) const { return trash_day_at(scene_, as<ToldAddress>()); }
  Reply operator()(const WantAddressNoted& want) const {
    return address_noted(scene_, want, as<ToldAddress>());
  }
  Reply operator()(const WantTextNoted&) const { return text_noted(scene_, as<ToldText>()); }

 private:
  template <class T>
  [[nodiscard]] T as() const {
    const T* const told = std::get_if<T>(&fact_);
    return told ? *told : T{};
  }

  const Scene& scene_;
  const Fact& fact_;
};

}  // namespace

Step go_on(const Turn& turn, const Desk& desk, Time now, const Want& want, const Fact& fact) {
  const Scene scene(turn, desk, now);
  return std::visit(Told(scene, fact), want);
}

Texts spoken_texts(const Texts& texts, const std::vector<std::string>& languages) {
  constexpr std::pair<TextId, TextId> in_full[] = {{TextId::mon, TextId::monday},
                                                   {TextId::tue, TextId::tuesday},
                                                   {TextId::wed, TextId::wednesday},
                                                   {TextId::thu, TextId::thursday},
                                                   {TextId::fri, TextId::friday},
                                                   {TextId::sat, TextId::saturday},
                                                   {TextId::sun, TextId::sunday},
                                                   {TextId::hours_days, TextId::spoken_days},
                                                   {TextId::hours_span, TextId::spoken_span}};
  Texts spoken = texts;
  for (const std::string& tag : languages) {
    for (const auto& [brief, whole] : in_full) {
      spoken.put(primary_subtag(tag), brief, std::string(texts.text(tag, whole)));
    }
  }
  return spoken;
}

}  // namespace crosstown::dialogue
