#include "channels/voice/assistant.h"

#include "router/message/phone.h"

namespace crosstown {
namespace {

Refusal bug() { return {RefusalCode::internal, "a step that this adapter does not have", false}; }

}  // namespace

Assistant::Assistant(std::span<const std::string> keys, std::string phone, std::string text_by)
    : WaitingReplies(std::move(text_by)), sender_(keys), phone_(std::move(phone)) {}

Step Assistant::receive(const HttpRequest& request, const StepContext& context) const {
  const WebhookHeaders headers = webhook_headers(request);
  if (auto refused = sender_.refuse(request, headers, context)) {
    refused->names_our_account = false;  // whoever spoke is gone: nothing to release later
    return *std::move(refused);
  }
  auto read = read_assistant_body(request.body);
  if (auto* const refused = std::get_if<Refusal>(&read)) return std::move(*refused);
  auto& turn = std::get<dialogue::Turn>(read);
  turn.id = headers.id;
  turn.phone = phone_;
  turn.texts = !text_by().empty();
  return Need(NeedDialogue{std::move(turn)});
}

// The dialogue keeps what is to be kept: no step of this adapter gives messages.
Step Assistant::conclude(std::span<const Message>, std::span<const Outcome>) const { return bug(); }

Step Assistant::resume(std::span<const Message>, const Fulfilment& fulfilment) const {
  const auto* const reply = std::get_if<dialogue::Reply>(&fulfilment);
  if (!reply) return bug();
  return Answer{200, "application/json", assistant_answer(*reply)};
}

std::unique_ptr<HttpAdapter> make_assistant(config::Section& channel, Medium) {
  const std::vector<std::string> keys = read_webhook_keys(channel);
  std::string phone = channel.text("phone");
  if (!phone.empty() && to_e164(phone, "") != phone)
    channel.problem_at("phone", "phone: E.164 (\"+18015550100\") expected");
  return std::make_unique<Assistant>(keys, std::move(phone), channel.text("text_by"));
}

}  // namespace crosstown
