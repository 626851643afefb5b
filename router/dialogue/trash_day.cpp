// When trash is collected: at an address that is said, or at the one that the resident had us
// remember.
#include <algorithm>
#include <array>

#include "router/dialogue/scene.h"
#include "router/message/text.h"

namespace crosstown::dialogue {
namespace {

constexpr std::array<std::pair<std::string_view, TextId>, 7> days{{
    {"monday", TextId::monday},
    {"tuesday", TextId::tuesday},
    {"wednesday", TextId::wednesday},
    {"thursday", TextId::thursday},
    {"friday", TextId::friday},
    {"saturday", TextId::saturday},
    {"sunday", TextId::sunday},
}};

// The city's map says it in English, or in its own words.
std::string day_in_words(const Scene& scene, const std::string& value) {
  const std::string folded = fold(value);
  for (const auto& [name, id] : days) {
    if (name == folded) return scene.text(id);
  }
  return value;
}

std::optional<Places::Located> find(const Scene& scene, const std::string& address) {
  if (!scene.desk.places) return std::nullopt;
  Message asked;
  asked.place.emplace().address = address;
  return scene.desk.places->locate(asked);
}

std::string day_at(const Scene& scene, const Places::Located& located) {
  const auto found =
      std::find_if(located.areas.begin(), located.areas.end(),
                   [&](const auto& area) { return area.first == scene.desk.trash_area; });
  return found == located.areas.end() ? std::string() : day_in_words(scene, found->second);
}

// Empty: nothing is known of the place.
std::string sentence(const Scene& scene, const Places::Located& located) {
  const std::string day = day_at(scene, located);
  if (day.empty()) return {};
  return scene.text(TextId::voice_trash_day, {{"day", day}, {"address", located.address}});
}

Step at_address(Scene& scene, const std::string& address) {
  const auto located = find(scene, address);
  if (!located) {
    if (!scene.desk.places) return scene.ask_more(scene.text(TextId::voice_no_trash_day));
    scene.slots.clear();
    return scene.ask_slot("address", TextId::voice_ask_address,
                          scene.text(TextId::voice_no_address));
  }
  const std::string told = sentence(scene, *located);
  if (told.empty()) return scene.ask_more(scene.text(TextId::voice_no_trash_day));
  // Nothing is remembered of who is not known, nor what is no house.
  if (scene.turn.user.empty() || located->address.empty()) return scene.ask_more(told);
  scene.slots["address"] = located->address;
  return scene.ask_yes_no(scene.text(TextId::voice_ask_remember), told);
}

}  // namespace

Step trash_day(Scene& scene) {
  if (scene.state().ask == Ask::yes_no) {
    if (scene.turn.topic == Topic::yes) return Want(WantAddressNoted{scene.heard("address")});
    if (scene.turn.topic == Topic::no) return scene.ask_more(scene.text(TextId::voice_all_right));
  }
  const std::string address = scene.heard("address");
  if (!address.empty()) return at_address(scene, address);
  const bool asked = scene.state().topic == Topic::trash_day && scene.state().ask == Ask::slot;
  if (!scene.turn.user.empty() && !asked) return Want(WantAddress{});
  return scene.ask_slot("address", TextId::voice_ask_address);
}

Reply trash_day_at(const Scene& scene, const ToldAddress& told) {
  const auto located = told.address.empty() ? std::nullopt : find(scene, told.address);
  const std::string words = located ? sentence(scene, *located) : std::string();
  if (words.empty()) return scene.ask_slot("address", TextId::voice_ask_address);
  return scene.ask_more(words);
}

Reply address_noted(const Scene& scene, const WantAddressNoted& want, const ToldAddress& told) {
  if (!told.reachable) return scene.ask_more(scene.text(TextId::voice_unavailable));
  return scene.ask_more(
      scene.text(want.address.empty() ? TextId::voice_forgotten : TextId::voice_remembered));
}

}  // namespace crosstown::dialogue
