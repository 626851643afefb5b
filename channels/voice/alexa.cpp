#include "channels/voice/alexa.h"

#include "channels/voice/response.h"
#include "channels/voice/skill.h"

namespace crosstown::alexa {
namespace {

Answer json_answer(std::string body) {
  return {200, "application/json;charset=UTF-8", std::move(body)};
}

Refusal bug() { return {RefusalCode::internal, "a step that this adapter does not have", false}; }

// Nothing but these has an answer that is heard.
bool is_turn(const Envelope& envelope) {
  return envelope.type == "LaunchRequest" ||
         (envelope.type == "IntentRequest" && envelope.intent.has_value());
}

}  // namespace

Alexa::Alexa(VerifierSettings settings, TrustRoots roots, std::string phone, SkillWords words,
             std::string text_by)
    : WaitingReplies(std::move(text_by)),
      verifier_(std::move(settings), std::move(roots)),
      phone_(std::move(phone)),
      words_(std::move(words)) {}

Step Alexa::receive(const HttpRequest& request, const StepContext& context) const {
  auto read = read_envelope(request.body);
  if (auto* const refused = std::get_if<Refusal>(&read)) {
    refused->names_our_account = false;  // nothing is proved yet
    return std::move(*refused);
  }
  const auto& envelope = std::get<Envelope>(read);
  return answer(envelope, verifier_.check(request, envelope, context));
}

Step Alexa::go_on(const HttpRequest& request, const StepContext& context,
                  const Fetched& fetched) const {
  auto read = read_envelope(request.body);
  if (auto* const refused = std::get_if<Refusal>(&read)) return std::move(*refused);
  const auto& envelope = std::get<Envelope>(read);
  return answer(envelope, verifier_.check_fetched(request, envelope, context, fetched));
}

Step Alexa::answer(const Envelope& envelope, Verifier::Verdict verdict) const {
  if (auto* const refused = std::get_if<Refusal>(&verdict)) return std::move(*refused);
  if (auto* const fetch = std::get_if<NeedFetch>(&verdict)) return Need(std::move(*fetch));
  if (envelope.type == "CanFulfillIntentRequest")
    return json_answer(can_fulfill_response(envelope));
  if (!is_turn(envelope)) return json_answer(empty_response());
  if (envelope.request_id.empty()) {
    Refusal refusal{RefusalCode::missing_field, "request.requestId: required", false};
    return refusal;
  }
  dialogue::Turn turn = turn_of(envelope);
  turn.phone = phone_;
  turn.texts = !text_by().empty();
  return Need(NeedDialogue{std::move(turn)});
}

// The dialogue keeps what is to be kept: no step of this adapter gives messages.
Step Alexa::conclude(std::span<const Message>, std::span<const Outcome>) const { return bug(); }

Step Alexa::resume(std::span<const Message>, const Fulfilment& fulfilment) const {
  const auto* const reply = std::get_if<dialogue::Reply>(&fulfilment);
  if (!reply) return bug();
  return json_answer(response(*reply));
}

}  // namespace crosstown::alexa
