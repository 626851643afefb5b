// Behind a report that is kept: a text of its answer, to a number that the resident gives. Whatever
// is said or not said here, the report stands.
#include "router/dialogue/scene.h"
#include "router/dialogue/speech.h"
#include "router/message/phone.h"

namespace crosstown::dialogue {
namespace {

constexpr int most_misses = 3;

Step decline(const Scene& scene) { return scene.end(scene.text(TextId::voice_text_declined)); }

Reply ask_number(Scene& scene, std::string_view before = {}) {
  scene.slots.clear();
  return scene.ask_slot("phone", TextId::voice_ask_text_phone, before);
}

Step bad_number(Scene& scene) {
  const int misses = scene.state().misses + 1;
  if (misses >= most_misses)
    return scene.end(
        joined(scene.text(TextId::voice_bad_phone), scene.text(TextId::voice_text_declined)));
  Reply reply = ask_number(scene, scene.text(TextId::voice_bad_phone));
  reply.state.misses = misses;
  return reply;
}

}  // namespace

// Who reports another thing instead has said what or where it is.
bool talks_about_text(const Scene& scene) {
  return !scene.request.empty() && !scene.has("issue") && !scene.has("place");
}

Reply offer_text(const Scene& scene, const Reply& kept, const ToldKept& told) {
  const bool can = scene.turn.texts && !scene.turn.user.empty() && scene.topic == Topic::report;
  if (!can) return kept;
  Reply offer = scene.ask_yes_no(scene.text(TextId::voice_offer_text), kept.speech);
  offer.card_title = kept.card_title;
  offer.card = kept.card;
  offer.state.slots.clear();
  offer.state.request = told.tracking;
  return offer;
}

Step text_back(Scene& scene) {
  const Ask asked = scene.state().ask;
  const bool yes = scene.turn.topic == Topic::yes;
  const bool no = scene.turn.topic == Topic::no;
  if (no && asked != Ask::confirm) return decline(scene);
  const bool wrong = scene.turn.confirmation == Confirmation::denied || no;
  const std::string heard = scene.heard("phone");
  if (wrong || heard.empty()) return ask_number(scene);
  const auto phone = to_e164(heard, scene.desk.phone_region);
  if (!phone) return bad_number(scene);
  const bool right =
      scene.turn.confirmation == Confirmation::confirmed || (yes && asked == Ask::confirm);
  if (right) return Want(WantTextNoted{scene.request, *phone});
  const std::string spoken = as_telephone(heard);
  return scene.ask_confirm(scene.text(TextId::voice_confirm_text, {{"phone", spoken}}));
}

Reply text_noted(const Scene& scene, const ToldText& told) {
  return scene.end(
      scene.text(told.noted ? TextId::voice_text_noted : TextId::voice_text_not_noted));
}

}  // namespace crosstown::dialogue
