#include "router/selfservice/decide.h"

#include "router/hours/hours_words.h"
#include "router/selfservice/about_requests.h"
#include "router/selfservice/wish.h"
#include "router/texts/words.h"

namespace crosstown {
namespace {

using Kind = Decision::Kind;

Decision served(std::string words) {
  Decision decision;
  decision.kind = Kind::served;
  decision.words = std::move(words);
  return decision;
}

// What a provider recognised counts more than what the text looks like.
std::optional<Wish> wish_in(const Message& message) {
  switch (message.opt_out) {
    case OptOut::stop: return WantOptOut{};
    case OptOut::start: return WantOptIn{};
    case OptOut::help: return AskHelp{};
    case OptOut::none: break;
  }
  return wish_of(message);
}

Decision from_book(const Message& message, const SelfServiceDesk& desk, Time now) {
  Decision decision;
  if (desk.answers.answers().empty() || message.text.empty()) return decision;
  decision.searched = true;
  const auto matches = desk.answers.search(message.text, message.language, now);
  for (const Match& match : matches) {
    decision.suggestions.push_back(
        {match.answer->id, std::string(match.answer->title_in(message.language)), match.score});
  }
  // Who sends a photo does not only ask.
  if (!matches.empty() && matches.front().confidence == Confidence::confident &&
      message.attachments.empty()) {
    const ScriptedAnswer& answer = *matches.front().answer;
    decision.kind = Kind::served;
    decision.answer = answer.id;
    decision.words = std::string(answer.text_in(message.language)) +
                     std::string(desk.texts.text(message.language, TextId::person_offer));
  }
  return decision;
}

class Answering {
 public:
  Answering(const Message& message, const SelfServiceDesk& desk, Time now)
      : message_(message), desk_(desk), now_(now) {}

  Decision operator()(const AskStatus& wish) const {
    Decision decision;
    decision.kind = Kind::status;
    decision.tracking = wish.tracking;
    return decision;
  }
  Decision operator()(const AskStatusBadNumber&) const {
    return served(words::status_bad_number(desk_.texts, message_.language));
  }
  Decision operator()(const WantOptOut& wish) const {
    Decision decision = about_texting(Kind::opt_out, TextId::opted_out, "OptOut");
    decision.for_people_too = wish.in_own_words;
    return decision;
  }
  Decision operator()(const WantOptIn&) const {
    return about_texting(Kind::opt_in, TextId::opted_in, "OptIn");
  }
  Decision operator()(const AskList&) const { return about_requests(Kind::list, {}); }
  Decision operator()(const WantAnew&) const {
    Decision decision = about_requests(Kind::anew, "NewRequest");
    decision.words = desk_.texts.text(message_.language, TextId::new_matter);
    decision.begins_anew = true;
    return decision;
  }
  Decision operator()(const WantClosed&) const {
    return about_requests(Kind::close, "CloseRequest");
  }
  Decision operator()(const AskHelp&) const { return served(filled(TextId::help)); }
  Decision operator()(const Greeting&) const { return served(filled(TextId::greeting)); }
  Decision operator()(const AskHours&) const {
    if (!desk_.hours) return from_book(message_, desk_, now_);
    const std::string week = words::hours(desk_.texts, message_.language, desk_.hours->plan());
    const std::string state = words::open_now(desk_.texts, message_.language, *desk_.hours, now_);
    return served(desk_.texts.filled(message_.language, TextId::open_hours,
                                     {{"hours", week}, {"now", state}}));
  }
  Decision operator()(const WantPerson&) const {
    Decision decision;
    decision.intent = "SpeakToPerson";
    return decision;
  }

 private:
  [[nodiscard]] std::string filled(TextId id) const {
    if (message_.opt_out != OptOut::none) return {};
    return desk_.texts.filled(message_.language, id,
                              {{"city", desk_.city}, {"number", desk_.number}});
  }
  [[nodiscard]] Decision about_texting(Kind kind, TextId id, std::string intent) const {
    Decision decision;
    decision.kind = kind;
    decision.words = filled(id);
    decision.intent = std::move(intent);
    return decision;
  }

  [[nodiscard]] static Decision about_requests(Kind kind, std::string intent) {
    Decision decision;
    decision.kind = kind;
    decision.intent = std::move(intent);
    return decision;
  }

  const Message& message_;
  const SelfServiceDesk& desk_;
  Time now_;
};

}  // namespace

Decision decide(const Message& message, const SelfServiceDesk& desk, Time now) {
  if (const auto wish = wish_in(message)) return std::visit(Answering(message, desk, now), *wish);
  Decision decision = from_book(message, desk, now);
  decision.begins_anew = about_requests::begins_anew(message.text);
  return decision;
}

}  // namespace crosstown
