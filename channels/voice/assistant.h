// The adapter `assistant`: the dialogue behind a plain JSON door, so that another assistant, or a
// program of the city's own, can be put on it. Signed like `webhook`; docs/channels/assistant.md is
// its contract.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <variant>

#include "channels/channel.h"
#include "channels/voice/waiting_replies.h"
#include "channels/webhook/sender.h"
#include "router/config/reader.h"

namespace crosstown {

class Assistant final : public HttpAdapter, public WaitingReplies {
 public:
  // Raw keys, at least one. `phone`: that residents may call; `text_by`: the channel that texts
  // them answers. Empty: none.
  Assistant(std::span<const std::string> keys, std::string phone, std::string text_by = {});

  [[nodiscard]] std::uint64_t max_body() const override { return 64 * 1024; }
  [[nodiscard]] Step receive(const HttpRequest& request, const StepContext& context) const override;
  [[nodiscard]] Step conclude(std::span<const Message> messages,
                              std::span<const Outcome> outcomes) const override;
  [[nodiscard]] Step resume(std::span<const Message> messages,
                            const Fulfilment& fulfilment) const override;

 private:
  WebhookSender sender_;
  std::string phone_;
};

// A body as a turn, which lacks `id`, `phone` and `texts`; a mistake says where.
[[nodiscard]] std::variant<dialogue::Turn, Refusal> read_assistant_body(std::string_view body);
[[nodiscard]] std::string assistant_answer(const dialogue::Reply& reply);

// Reads `secret` or `secrets`, `phone` and `text_by`.
[[nodiscard]] std::unique_ptr<HttpAdapter> make_assistant(config::Section& channel, Medium medium);

}  // namespace crosstown
