// The adapter `alexa`: the endpoint of an Alexa skill that the city hosts itself. Requests are
// verified as Amazon demands; what is said is the dialogue's (router/dialogue/), which the daemon
// runs. docs/channels/alexa.md tells how a city sets it up.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "channels/channel.h"
#include "channels/voice/verifier.h"
#include "channels/voice/waiting_replies.h"
#include "router/config/reader.h"

namespace crosstown::alexa {

// What the interaction model takes from the channel's own keys.
struct SkillWords {
  std::map<std::string, std::string, std::less<>> invocation;  // locale → what people say
  // Kind of issue → language → what people call it.
  std::map<std::string, std::map<std::string, std::vector<std::string>>, std::less<>> issues;
};

class Alexa final : public HttpAdapter, public WaitingReplies {
 public:
  // `phone`: that residents may call; `text_by`: the channel that texts them answers. Empty: none.
  Alexa(VerifierSettings settings, TrustRoots roots, std::string phone, SkillWords words = {},
        std::string text_by = {});

  [[nodiscard]] std::uint64_t max_body() const override { return 64 * 1024; }
  [[nodiscard]] Step receive(const HttpRequest& request, const StepContext& context) const override;
  [[nodiscard]] Step go_on(const HttpRequest& request, const StepContext& context,
                           const Fetched& fetched) const override;
  [[nodiscard]] Step conclude(std::span<const Message> messages,
                              std::span<const Outcome> outcomes) const override;
  [[nodiscard]] Step resume(std::span<const Message> messages,
                            const Fulfilment& fulfilment) const override;
  [[nodiscard]] const SkillWords& words() const { return words_; }

 private:
  [[nodiscard]] Step answer(const Envelope& envelope, Verifier::Verdict verdict) const;

  Verifier verifier_;
  std::string phone_;
  SkillWords words_;
};

// Reads `skill_id`, `phone`, `text_by`, `invocation`, `issues`, `trust_roots`,
// `certificate_source`.
[[nodiscard]] std::unique_ptr<HttpAdapter> make_alexa(config::Section& channel, Medium medium);

}  // namespace crosstown::alexa
