// The adapter `twilio-voice`: Twilio's webhooks of a telephone call in, TwiML out. The call itself
// is the engine's (router/flow/). Source: Twilio, "TwiML for Programmable Voice";
// docs/channels/phone.md says what a city sets at Twilio.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "channels/channel.h"
#include "channels/phone/voice_twiml.h"
#include "channels/sms/twilio_account.h"
#include "channels/sms/twilio_signature.h"
#include "router/config/reader.h"

namespace crosstown {

// A power of an adapter: its calls go by a flow of the configuration.
class CallFlowUser {
 public:
  virtual ~CallFlowUser() = default;
  [[nodiscard]] virtual const std::string& flow_name() const = 0;
};

struct TwilioVoiceSettings {
  TwilioAccount account;
  std::vector<std::string> numbers;  // the city's own, as in `To`; empty: any
  std::string flow;
  VoiceSettings voice{};
};

class TwilioVoice final : public HttpAdapter, public CallFlowUser {
 public:
  explicit TwilioVoice(TwilioVoiceSettings settings);

  [[nodiscard]] std::uint64_t max_body() const override { return 64 * 1024; }
  [[nodiscard]] Step receive(const HttpRequest& request, const StepContext& context) const override;
  // Of a transcript; nobody reads the answer.
  [[nodiscard]] Step conclude(std::span<const Message> messages,
                              std::span<const Outcome> outcomes) const override;
  [[nodiscard]] Step resume(std::span<const Message> messages,
                            const Fulfilment& fulfilment) const override;
  [[nodiscard]] const std::string& flow_name() const override { return settings_.flow; }

 private:
  [[nodiscard]] std::optional<Refusal> refuse(const HttpRequest& request,
                                              const StepContext& context, const Form& form) const;

  TwilioVoiceSettings settings_;
  TwilioSignature signature_;
};

// Reads `account_sid`, `auth_token`, `numbers`, `flow`, `voices`, `caller_id` and `transcribe`.
[[nodiscard]] std::unique_ptr<HttpAdapter> make_twilio_voice(config::Section& channel,
                                                             Medium medium);

}  // namespace crosstown
