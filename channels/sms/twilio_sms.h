// The adapter `twilio-sms`: Twilio's webhook for incoming messages (SMS, MMS, WhatsApp, RCS), form
// or query parameters in, TwiML out; and the same messages as events in JSON (twilio_events.h).
// Source: Twilio, "Twilio's request to your incoming message Webhook URL"; docs/channels/sms.md
// says what a city sets at the gateway.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "channels/channel.h"
#include "channels/http/form.h"
#include "channels/outbound.h"
#include "channels/sms/twilio_send.h"
#include "channels/sms/twilio_signature.h"
#include "router/config/reader.h"

namespace crosstown {

struct TwilioSmsSettings {
  std::string account_sid;                      // "AC" and 32 hex digits
  std::vector<std::string> auth_tokens;         // at least one; two while a token is rotated
  std::vector<std::string> numbers;             // the city's own, as in `To`
  std::vector<std::string> messaging_services;  // "MG…"; with `numbers` also empty: any
  ReplySettings reply{};
  std::string reply_api = "https://api.twilio.com";
  std::string reply_from{};     // empty: the number that the resident wrote to
  std::string reply_service{};  // "MG…", before it
};

class TwilioSms final : public HttpAdapter, public TextSampler, public ReplyWriter {
 public:
  TwilioSms(TwilioSmsSettings settings, Medium medium);

  [[nodiscard]] std::uint64_t max_body() const override;
  [[nodiscard]] bool takes_get() const override { return true; }
  [[nodiscard]] Step receive(const HttpRequest& request, const StepContext& context) const override;
  [[nodiscard]] Step conclude(std::span<const Message> messages,
                              std::span<const Outcome> outcomes) const override;
  [[nodiscard]] Step resume(std::span<const Message> messages,
                            const Fulfilment& fulfilment) const override;
  [[nodiscard]] SampleRequest sample(const SampleText& text, std::string_view url) const override;

  // The number to send from, or the only one.
  [[nodiscard]] std::optional<std::string> begins_as() const override;
  [[nodiscard]] const ReplySettings& reply_settings() const override { return settings_.reply; }
  [[nodiscard]] std::size_t max_characters() const override { return TwilioSend::max_characters; }
  [[nodiscard]] std::variant<ProviderCall, Rejected> compose(
      const OutgoingText& reply) const override {
    return send_.compose(reply);
  }
  [[nodiscard]] SendOutcome read(const ProviderAnswer& answer) const override {
    return send_.read(answer);
  }
  // Twilio documents no idempotency key for messages.
  [[nodiscard]] IfUnclear if_unclear() const override { return IfUnclear::look_up; }
  [[nodiscard]] ProviderCall look_up(const OutgoingText& reply) const override {
    return send_.look_up(reply);
  }
  [[nodiscard]] LookUpOutcome read_look_up(const OutgoingText& reply, Time begun,
                                           std::span<const std::string> known,
                                           const ProviderAnswer& answer) const override {
    return send_.read_look_up(reply, begun, known, answer);
  }

 private:
  [[nodiscard]] Step receive_form(const HttpRequest& request, const StepContext& context) const;
  [[nodiscard]] Step receive_events(const HttpRequest& request, const StepContext& context) const;
  [[nodiscard]] std::optional<Refusal> refuse_form(const HttpRequest& request,
                                                   const StepContext& context,
                                                   const Form& form) const;
  [[nodiscard]] std::optional<Refusal> refuse_events(const HttpRequest& request,
                                                     const StepContext& context) const;
  [[nodiscard]] std::optional<Refusal> refuse_recipient(const Form& fields) const;
  [[nodiscard]] bool is_ours(const Form& fields) const;
  [[nodiscard]] std::variant<Message, Refusal> message_of(const Form& fields) const;

  TwilioSmsSettings settings_;
  Medium medium_;
  TwilioSignature signature_;
  TwilioSend send_;
};

// Reads `account_sid`, `auth_token` (a secret, or a list of them), `numbers`, `messaging_services`,
// and `reply`.
[[nodiscard]] std::unique_ptr<HttpAdapter> make_twilio_sms(config::Section& channel, Medium medium);

}  // namespace crosstown
