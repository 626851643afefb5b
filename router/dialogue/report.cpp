// Reporting an issue: what, where, more about it, is that right?
#include <algorithm>
#include <array>

#include "router/answers/tokens.h"
#include "router/dialogue/scene.h"
#include "router/dialogue/speech.h"
#include "router/message/text.h"

namespace crosstown::dialogue {
namespace {

// Said instead of a description.
constexpr std::array<std::string_view, 14> nothing_more{
    "no",        "nothing", "nothing more", "nothing else", "no more", "that is all", "thats all",
    "no thanks", "nada",    "nada mas",     "no gracias",   "es todo", "eso es todo", "ninguna"};

bool says_nothing_more(const std::string& heard) {
  std::string folded;
  for (const std::string& word : words_of(fold(heard))) folded = joined(folded, word);
  return std::find(nothing_more.begin(), nothing_more.end(), folded) != nothing_more.end();
}

std::string summary(const Scene& scene) {
  const std::string issue = scene.heard("issue");
  const std::string place = scene.heard("place");
  const std::string description = scene.heard("description");
  if (description.empty())
    return scene.text(TextId::voice_confirm_report, {{"issue", issue}, {"place", place}});
  return scene.text(TextId::voice_confirm_details,
                    {{"issue", issue}, {"place", place}, {"description", description}});
}

Step keep(const Scene& scene) {
  WantKept want;
  std::string words = scene.heard("issue");
  if (const std::string more = scene.heard("description"); !more.empty()) words += ". " + more;
  want.message = scene.message("ReportIssue", std::move(words));
  want.message.place.emplace().address = scene.heard("place");
  return Want(std::move(want));
}

bool is_right(const Scene& scene) {
  return scene.turn.confirmation == Confirmation::confirmed ||
         (scene.turn.topic == Topic::yes && scene.state().ask == Ask::confirm);
}
bool is_wrong(const Scene& scene) {
  return scene.turn.confirmation == Confirmation::denied ||
         (scene.turn.topic == Topic::no && scene.state().ask == Ask::confirm);
}

}  // namespace

Step report(Scene& scene) {
  if (talks_about_text(scene)) return text_back(scene);
  if (!scene.request.empty()) scene.slots.erase("phone");  // it was told for the one before
  scene.request.clear();
  if (is_wrong(scene)) return scene.open(scene.text(TextId::voice_not_sent));
  if (scene.heard("issue").empty()) return scene.ask_slot("issue", TextId::voice_ask_issue);
  if (scene.heard("place").empty()) return scene.ask_slot("place", TextId::voice_ask_place);
  // The question for more may be answered by "no", which is an intent of its own.
  const bool declined = scene.turn.topic == Topic::no && scene.state().slot == "description";
  if (declined || says_nothing_more(scene.heard("description"))) scene.slots["description"] = {};
  if (!scene.has("description"))
    return scene.ask_slot("description", TextId::voice_ask_description);
  if (is_right(scene)) return keep(scene);
  return scene.ask_confirm(summary(scene));
}

Reply report_kept(const Scene& scene, const ToldKept& told) {
  if (told.tracking.empty()) return not_kept(scene);
  const std::string number = as_digits(told.tracking);
  Reply reply = scene.end(scene.text(TextId::voice_kept, {{"tracking", number}}));
  scene.put_card(reply);
  return offer_text(scene, reply, told);
}

}  // namespace crosstown::dialogue
