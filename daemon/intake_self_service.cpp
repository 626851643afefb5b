// What the intake does with a message before the rules: tripwire, flood, self-service.
#include <utility>

#include "daemon/config/foresee.h"
#include "daemon/intake.h"
#include "daemon/track/track_address.h"
#include "daemon/visit.h"
#include "router/hours/hours_words.h"
#include "router/texts/words.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Kind = Decision::Kind;

bool is_about_texting(const Decision& decision) {
  return decision.kind == Kind::opt_out || decision.kind == Kind::opt_in;
}

// Also where nobody reads the answer.
bool does_something(const Decision& decision) {
  return is_about_texting(decision) || decision.kind == Kind::anew || decision.kind == Kind::close;
}

// An out-of-office answer that says "close" closes nothing: machines have no wishes.
bool is_by_a_machine(const Message& message) {
  return message.mail && !message.mail->automatic.empty();
}

// Empty: there is none, or it is out of date.
std::string scripted(const City& city, const Message& message, const std::string& id) {
  const ScriptedAnswer* answer = id.empty() ? nullptr : city.answers->find(id, message.time);
  return answer ? std::string(answer->text_in(message.language)) + " " : std::string();
}

// An emergency never overflows, so this is only of the rules.
Routing by_rules(const City& city, const Message& message,
                 std::vector<std::string_view>& overflowed) {
  const OpenCalendars open = city.calendars->open_at(message.time);
  Routing routing = city.rules->route(message, circumstances_of(message, open));
  overflowed = city.overflow->divert(routing);
  return routing;
}

// Of the queue that the rules chose; a follow-up's request may be in another, so nothing is said.
std::string closed_words(const City& city, const Message& message, const Routing& routing) {
  const Hours* hours = routing.after_hours ? city.promises->hours(routing.queue) : nullptr;
  if (!hours) return {};
  return words::closed_receipt(city.texts, message.language, *hours, message.time, routing.due_at);
}

}  // namespace

// An emergency needs people, whatever it asks; who floods is not answered.
Intake::Before Intake::look(const Visit& visit, Message& message, const Identity& identity) {
  const City& city = *visit.city;
  Before before;
  if (city.emergency) before.emergency = city.emergency->route(message);
  before.flood = !before.emergency && floods(visit, identity);
  if (before.emergency || before.flood || visit.desk || is_by_a_machine(message)) return before;
  before.decision = decide(message, city.self_service(), visit.now);
  // Where nobody would read the answer it goes to people; and so does what a dialogue has found to
  // be a request, however its words read: "new problem".
  if (visit.request_of_its_own || (!message.answered_inline && !does_something(before.decision)))
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

// A follow-up stays with its request, whatever overflows. What the spool took cannot be known for
// one.
void Intake::count_overflow(const Before& before, Fate fate) {
  if (fate != Fate::new_request && fate != Fate::spooled) return;
  for (const std::string_view queue : before.overflowed) metrics_.overflowed(queue).Increment();
}

// Opting out that the store could not note is kept for people, and not confirmed.
std::optional<Outcome> Intake::serve(Visit& visit, const Message& message,
                                     const Before& before) const {
  const Decision& decision = before.decision;
  switch (decision.kind) {
    case Kind::people:
    case Kind::list:  // ask_conversation() has turned these three into others
    case Kind::anew:
    case Kind::close: return std::nullopt;
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

Routing Intake::route(const City& city, const Message& message, Before& before) const {
  Routing routing =
      before.emergency ? *before.emergency : by_rules(city, message, before.overflowed);
  city.promises->promise(routing, message.time);
  routing.suggestions = before.decision.suggestions;
  if (before.flood && routing.priority != Priority::urgent) {
    routing.priority = Priority::low;
    routing.why.push_back("kept low: the resident sends more than limits.resident allows");
  }
  return routing;
}

std::string Intake::answer_to(const City& city, const Message& message, const Routing& routing,
                              const Before& before, const Delivery& delivery) const {
  const std::string& tracking = delivery.tracking;
  if (before.emergency)
    return words::emergency(city.texts, message.language, city.emergency->number, tracking);
  if (before.flood && routing.priority != Priority::urgent) return {};
  if (is_about_texting(before.decision)) return before.noted ? before.decision.words : "";
  // A provider that answered HELP by itself must not be spoken over.
  if (message.opt_out != OptOut::none) return {};
  if (delivery.closes && delivery.fate == Fate::follow_up)
    return words::request_closed(city.texts, message.language, tracking);
  std::string receipt = scripted(city, message, routing.answer) +
                        words::receipt(city.texts, message.language, tracking);
  if (delivery.fate == Fate::new_request) receipt += closed_words(city, message, routing);
  if (city.public_url.empty()) return receipt;
  return words::with_link(city.texts, message.language, std::move(receipt),
                          track_url(city.public_url, tracking), message.medium == Medium::sms);
}

}  // namespace crosstown
