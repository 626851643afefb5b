#include "channels/phone/twilio_voice.h"

#include <algorithm>
#include <utility>

#include "channels/http/form.h"
#include "channels/phone/twilio_call.h"

namespace crosstown {
namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr std::string_view signature_header = "X-Twilio-Signature";

Answer nothing() {
  return {200, "text/xml", R"(<?xml version="1.0" encoding="UTF-8"?><Response/>)"};
}

bool is_call_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

// What Twilio made of the sound, minutes later: a further message of who called.
Message transcript_of(const Form& form) {
  Message message;
  message.provider_id = form["TranscriptionSid"];
  message.from = twilio_caller(form);
  message.to = form["To"];
  message.language = "en";  // Twilio transcribes no other
  message.text = form["TranscriptionText"];
  message.answered_inline = false;
  message.intent = Intent{
      "Transcript",
      {{"call", std::string(form["CallSid"])}, {"recording", std::string(form["RecordingSid"])}}};
  return message;
}

}  // namespace

TwilioVoice::TwilioVoice(TwilioVoiceSettings settings)
    : settings_(std::move(settings)), signature_(settings_.account.tokens) {}

std::optional<Refusal> TwilioVoice::refuse(const HttpRequest& request, const StepContext& context,
                                           const Form& form) const {
  const bool ours = form["AccountSid"] == settings_.account.sid;
  const std::string_view signature = request.header(signature_header);
  const bool trusted = context.vouched || (!signature.empty() &&
                                           signature_.matches(request, form.fields(), signature));
  if (!trusted && signature.empty())
    return Refusal{RefusalCode::missing_signature, "X-Twilio-Signature: header expected", false};
  if (!trusted) {
    return Refusal{RefusalCode::bad_signature,
                   "signed with another token, or for another URL than the configured one", false};
  }
  if (!ours) return Refusal{RefusalCode::wrong_account, "AccountSid: another account", true};
  const auto& numbers = settings_.numbers;
  const bool named = !form["To"].empty() && !numbers.empty();
  if (named && std::find(numbers.begin(), numbers.end(), form["To"]) == numbers.end())
    return Refusal{RefusalCode::wrong_account, "To: not a number of this channel", true};
  if (!is_call_id(form["CallSid"]))
    return Refusal{RefusalCode::missing_field, "CallSid: an id expected", true};
  return std::nullopt;
}

// Whoever called is gone when an operator could release a request: none is worth keeping for that,
// but for a transcript.
Step TwilioVoice::receive(const HttpRequest& request, const StepContext& context) const {
  if (request.method != "POST") return Refusal{RefusalCode::not_allowed, "POST expected", false};
  if (!has_media_type(request.header("Content-Type"), form_type))
    return Refusal{RefusalCode::bad_content_type, std::string(form_type) + " expected", false};
  thread_local Form form;  // its memory serves the next request on this thread
  if (request.body.size() > max_body() || !form.decode(request.body))
    return Refusal{RefusalCode::too_large, "more fields than a call has", false};
  if (auto refused = refuse(request, context, form)) return *std::move(refused);
  const std::string_view transcription = form["TranscriptionStatus"];
  if (!transcription.empty()) {
    if (transcription != "completed" || form["TranscriptionText"].empty()) return nothing();
    Messages messages;
    messages.push_back(transcript_of(form));
    return messages;
  }
  const CallbackQuery query = read_callback_query(request.target);
  auto event = twilio_call_event(form, query);
  if (!event) return nothing();
  NeedCall need;
  need.partition = query.partition;
  need.turn.call = form["CallSid"];
  need.turn.from = twilio_caller(form);
  need.turn.to = form["To"];
  need.turn.flow = settings_.flow;
  need.turn.turn = query.turn;
  need.turn.trouble = query.trouble;
  need.turn.language = query.language;
  need.turn.event = *std::move(event);
  return Need(std::move(need));
}

Step TwilioVoice::conclude(std::span<const Message>, std::span<const Outcome> outcomes) const {
  for (const Outcome& outcome : outcomes) {
    if (const auto* const lost = std::get_if<NotKept>(&outcome))
      return Refusal{lost->code, {}, true};
  }
  return nothing();
}

Step TwilioVoice::resume(std::span<const Message>, const Fulfilment& fulfilment) const {
  const auto* const call = std::get_if<CallReply>(&fulfilment);
  if (!call) return Refusal{RefusalCode::internal, "a step that this adapter does not have", false};
  if (std::holds_alternative<flow::Ended>(call->turn.event)) return nothing();
  return Answer{200, "text/xml", voice_twiml(*call, settings_.voice)};
}

}  // namespace crosstown
