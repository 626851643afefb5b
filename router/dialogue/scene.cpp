#include "router/dialogue/scene.h"

#include "router/dialogue/names.h"
#include "router/dialogue/speech.h"
#include "router/message/text.h"

namespace crosstown::dialogue {
namespace {

bool is_answer(Topic topic) {
  return topic == Topic::yes || topic == Topic::no || topic == Topic::none;
}

std::string safe(const std::string& heard) {
  return clean(std::string(cut(clean(heard), longest_heard)));
}

}  // namespace

std::string joined(std::string_view first, std::string_view second) {
  std::string out(first);
  if (!out.empty() && !second.empty()) out += ' ';
  out += second;
  return out;
}

Scene::Scene(const Turn& of, const Desk& at, Time when)
    : turn(of), desk(at), now(when), topic(of.topic) {
  if (is_answer(topic)) topic = of.state.topic;
  if (topic == of.state.topic && !of.begins) slots = of.state.slots;
  // The number that was asked for behind a report may be taken for the beginning of another.
  if (topic == of.state.topic && (!of.begins || of.slots.contains("phone")))
    request = of.state.request;
  for (const auto& [name, value] : of.slots) {
    std::string heard_now = safe(value);
    if (has_slot(topic, name) && !heard_now.empty()) slots[name] = std::move(heard_now);
  }
}

std::string Scene::heard(std::string_view slot) const {
  const auto found = slots.find(slot);
  return found == slots.end() ? std::string() : found->second;
}

std::string Scene::all_heard() const {
  std::string all;
  for (const std::string_view name : name_of(turn.topic).slots) {
    const auto found = turn.slots.find(name);
    if (found == turn.slots.end() || name == "type") continue;
    all = all.empty() ? safe(found->second) : all + ". " + safe(found->second);
  }
  return all;
}

Reply Scene::reply(std::string_view before, std::string asked, Ask ask) const {
  Reply made;
  made.language = turn.language;
  made.speech = joined(before, asked);
  made.reprompt = asked;
  made.state.topic = topic;
  made.state.ask = ask;
  made.state.slots = slots;
  made.state.request = request;
  made.state.said = made.speech;
  made.state.question = std::move(asked);
  return made;
}

Reply Scene::ask_slot(std::string_view slot, TextId asked, std::string_view before) const {
  Reply made = reply(before, text(asked), Ask::slot);
  made.state.slot = slot;
  return made;
}

Reply Scene::ask_confirm(std::string asked) const {
  return reply({}, std::move(asked), Ask::confirm);
}

Reply Scene::ask_yes_no(std::string asked, std::string_view before) const {
  return reply(before, std::move(asked), Ask::yes_no);
}

Reply Scene::ask_more(std::string_view before) const {
  Reply made = reply(before, text(TextId::voice_more), Ask::more);
  made.state.topic = Topic::none;
  made.state.slots.clear();
  made.state.request.clear();
  return made;
}

Reply Scene::open(std::string_view before) const {
  Reply made = reply(before, text(TextId::voice_prompt), Ask::nothing);
  made.state.topic = Topic::none;
  made.state.slots.clear();
  made.state.request.clear();
  return made;
}

Reply Scene::end(std::string words) const {
  Reply made;
  made.language = turn.language;
  made.speech = std::move(words);
  made.ends = true;
  return made;
}

Reply Scene::ask_again(std::string_view before) const {
  if (state().ask == Ask::nothing || state().question.empty()) return open(before);
  Reply made;
  made.language = turn.language;
  made.state = state();
  made.speech = joined(before, state().question);
  made.reprompt = state().question;
  made.state.said = made.speech;
  return made;
}

Message Scene::message(std::string_view intent, std::string words) const {
  Message made;
  made.provider_id = turn.id;
  made.from = turn.user;
  made.language = turn.language;
  made.text = std::move(words);
  made.intent = Intent{std::string(intent), {}};
  for (const auto& [name, value] : slots) {
    if (!value.empty()) made.intent->slots.emplace_back(name, value);
  }
  return made;
}

void Scene::put_card(Reply& to) const {
  to.card_title = text(TextId::voice_card_title, {{"city", desk.service.city}});
  to.card = unmarked(to.speech);
}

Reply not_kept(const Scene& scene) {
  std::string words = scene.text(TextId::voice_not_kept);
  if (!scene.turn.phone.empty()) {
    const std::string phone = as_telephone(scene.turn.phone);
    words = joined(words, scene.text(TextId::voice_call_us, {{"phone", phone}}));
  }
  return scene.end(std::move(words));
}

}  // namespace crosstown::dialogue
