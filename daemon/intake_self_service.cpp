// What the intake does with a message before the rules: tripwire, flood, self-service.
#include <utility>

#include "daemon/intake.h"
#include "daemon/visit.h"
#include "router/texts/words.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Kind = Decision::Kind;

bool is_about_texting(const Decision& decision) {
  return decision.kind == Kind::opt_out || decision.kind == Kind::opt_in;
}

// Empty: there is none, or it is out of date.
std::string scripted(const City& city, const Message& message, const std::string& id) {
  const ScriptedAnswer* answer = id.empty() ? nullptr : city.answers->find(id, message.time);
  return answer ? std::string(answer->text_in(message.language)) + " " : std::string();
}

}  // namespace

// An emergency needs people, whatever it asks; who floods is not answered.
Intake::Before Intake::look(const Visit& visit, Message& message, const Identity& identity) {
  const City& city = *visit.city;
  Before before;
  if (city.emergency) before.emergency = city.emergency->route(message);
  before.flood = !before.emergency && floods(visit, identity);
  if (before.emergency || before.flood || visit.desk) return before;
  before.decision = decide(message, city.self_service(), visit.now);
  // Where nobody would read the answer it goes to people.
  if (!message.answered_inline && !is_about_texting(before.decision))
    before.decision.kind = Kind::people;
  if (!before.decision.intent.empty() && !message.intent)
    message.intent = Intent{before.decision.intent, {}};
  return before;
}

asio::awaitable<void> Intake::note_opt_out(const Identity& identity, Before& before) {
  if (!is_about_texting(before.decision) || !identity.remembered) co_return;
  const bool out = before.decision.kind == Kind::opt_out;
  std::string conversation = identity.conversation;
  before.noted = co_await store_.set_opt_out(identity.partition, std::move(conversation), out);
}

void Intake::count_answers(const Decision& decision) {
  if (!decision.searched) return;
  const bool given = decision.kind == Kind::served;
  prometheus::Counter& counter = given                          ? metrics_.answers_given
                                 : decision.suggestions.empty() ? metrics_.answers_none
                                                                : metrics_.answers_suggested;
  counter.Increment();
}

// Opting out that the store could not note is kept for people, and not confirmed.
std::optional<Outcome> Intake::serve(Visit& visit, const Message& message,
                                     const Before& before) const {
  const Decision& decision = before.decision;
  switch (decision.kind) {
    case Kind::people: return std::nullopt;
    case Kind::status: return AskedStatus{decision.tracking};
    case Kind::served: break;
    case Kind::opt_out:
    case Kind::opt_in:
      if (!before.noted || decision.for_people_too || !message.answered_inline) return std::nullopt;
      break;
  }
  served(visit);
  return SelfServed{decision.words};
}

Routing Intake::route(const City& city, const Message& message, const Before& before) const {
  Circumstances circumstances;
  if (message.place) circumstances.areas = message.place->areas;
  Routing routing =
      before.emergency ? *before.emergency : city.rules->route(message, circumstances);
  routing.suggestions = before.decision.suggestions;
  if (before.flood && routing.priority != Priority::urgent) {
    routing.priority = Priority::low;
    routing.why.push_back("kept low: the resident sends more than limits.resident allows");
  }
  return routing;
}

std::string Intake::answer_to(const City& city, const Message& message, const Routing& routing,
                              const Before& before, std::string_view tracking) const {
  if (before.emergency)
    return words::emergency(city.texts, message.language, city.emergency->number, tracking);
  if (before.flood && routing.priority != Priority::urgent) return {};
  if (is_about_texting(before.decision)) return before.noted ? before.decision.words : "";
  // A provider that answered HELP by itself must not be spoken over.
  if (message.opt_out != OptOut::none) return {};
  return scripted(city, message, routing.answer) +
         words::receipt(city.texts, message.language, tracking);
}

}  // namespace crosstown
