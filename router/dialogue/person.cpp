// Speaking to a person: a number to call, or to be called.
#include <algorithm>

#include "router/dialogue/scene.h"
#include "router/dialogue/speech.h"

namespace crosstown::dialogue {
namespace {

// With its area code, E.164's longest.
constexpr std::size_t least_digits = 10;
constexpr std::size_t most_digits = 15;

bool is_whole(const std::string& phone) {
  const auto digits =
      std::count_if(phone.begin(), phone.end(), [](char c) { return c >= '0' && c <= '9'; });
  return static_cast<std::size_t>(digits) >= least_digits &&
         static_cast<std::size_t>(digits) <= most_digits;
}

Step keep(const Scene& scene) {
  const std::string phone = scene.heard("phone");
  WantKept want;
  want.purpose = WantKept::For::person;
  want.message =
      scene.message("SpeakToPerson", scene.text(TextId::voice_call_request, {{"phone", phone}}));
  return Want(std::move(want));
}

Step begin(const Scene& scene) {
  if (scene.turn.phone.empty()) return scene.ask_slot("phone", TextId::voice_ask_phone);
  const std::string phone = as_telephone(scene.turn.phone);
  return scene.ask_yes_no(scene.text(TextId::voice_offer_call, {{"phone", phone}}));
}

}  // namespace

Step person(Scene& scene) {
  const Ask asked = scene.state().topic == Topic::person ? scene.state().ask : Ask::nothing;
  const bool yes = scene.turn.topic == Topic::yes;
  const bool no = scene.turn.topic == Topic::no;
  if (no && asked == Ask::yes_no) return scene.end(scene.text(TextId::voice_goodbye));
  if (yes && asked == Ask::yes_no) return scene.ask_slot("phone", TextId::voice_ask_phone);
  const std::string phone = scene.heard("phone");
  if (phone.empty()) {
    if (asked == Ask::slot) return scene.ask_slot("phone", TextId::voice_ask_phone);
    return begin(scene);
  }
  if (scene.turn.confirmation == Confirmation::denied || (no && asked == Ask::confirm)) {
    scene.slots.clear();
    return scene.ask_slot("phone", TextId::voice_ask_phone);
  }
  if (!is_whole(phone)) {
    scene.slots.clear();
    return scene.ask_slot("phone", TextId::voice_ask_phone, scene.text(TextId::voice_bad_phone));
  }
  if (scene.turn.confirmation == Confirmation::confirmed || (yes && asked == Ask::confirm))
    return keep(scene);
  const std::string spoken = as_telephone(phone);
  return scene.ask_confirm(scene.text(TextId::voice_confirm_phone, {{"phone", spoken}}));
}

Reply person_kept(const Scene& scene, const ToldKept& told) {
  if (told.tracking.empty()) return not_kept(scene);
  const std::string number = as_digits(told.tracking);
  Reply reply = scene.end(scene.text(TextId::voice_call_kept, {{"tracking", number}}));
  scene.put_card(reply);
  return reply;
}

}  // namespace crosstown::dialogue
