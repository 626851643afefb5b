// The adapter `chat-widget`: what a city says about its chat, what a resident's words become, and
// the way back, which is the session's log. A connection's state machine is
// channels/chat/session.h.
//
//   Say ──► message_of() ──► routed and kept ──► entries of the log ──► ack
//
// Immutable; shared by all threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "channels/channel.h"
#include "channels/chat/wishes.h"
#include "channels/outbound.h"
#include "router/config/reader.h"
#include "router/limits/rate_limiter.h"

namespace crosstown::chat {

struct WidgetSettings {
  std::vector<std::string> allowed_origins;  // "https://riverbend.example", as browsers write them
  std::chrono::seconds session{24 * 3600};   // a log is kept so long after its last entry
  Limits limits;
  bool uploads = true;
  std::uint64_t max_upload = 10 << 20;  // bytes
  std::string text_by;
  std::string privacy;                            // an address, or empty
  Rate connections{60, std::chrono::seconds(1)};  // of one source
  Rate sessions{120, std::chrono::seconds(30)};   // the same
  Rate messages{15, std::chrono::seconds(2)};     // of one session
  std::uint32_t sockets = 100;                    // open at once, of one source
  ReplySettings replies{.interval = std::chrono::milliseconds(20), .burst = 50};
};

class ChatWidget final : public Adapter, public ReplyWriter {
 public:
  explicit ChatWidget(WidgetSettings settings) : settings_(std::move(settings)) {}

  [[nodiscard]] const WidgetSettings& settings() const { return settings_; }

  // Whether a page of that origin (RFC 6454 section 6.1) may show the widget and use its socket.
  // `own`: the daemon's own address, as the page was asked for.
  [[nodiscard]] bool allows(std::string_view origin, std::string_view own) const;

  // As an adapter gives it: `session` is the resident's address. `files`: of say.files, in order.
  [[nodiscard]] Message message_of(const wish::Say& say, std::vector<Attachment> files,
                                   std::string_view session, std::string_view name,
                                   std::string_view language) const;

  // The way back.
  [[nodiscard]] std::string_view text_by() const override { return settings_.text_by; }
  [[nodiscard]] bool writes_log() const override { return true; }
  [[nodiscard]] const ReplySettings& reply_settings() const override { return settings_.replies; }
  [[nodiscard]] std::size_t max_characters() const override { return 16'000; }
  [[nodiscard]] std::variant<ProviderCall, Rejected> compose(const OutgoingText&) const override {
    return Rejected{"nobody carries it"};
  }
  [[nodiscard]] SendOutcome read(const ProviderAnswer&) const override {
    return Unclear{"nobody carries it"};
  }
  // A log knows a reply by its id.
  [[nodiscard]] IfUnclear if_unclear() const override { return IfUnclear::repeat; }

 private:
  const WidgetSettings settings_;
};

[[nodiscard]] std::unique_ptr<Adapter> make_chat_widget(config::Section& channel, Medium medium);

}  // namespace crosstown::chat
