// Everything that a reload replaces, as one immutable snapshot. A request holds the snapshot it
// began with; the next one sees the new.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "channels/channel.h"
#include "channels/chat/chat_widget.h"
#include "channels/email/mail_adapter.h"
#include "channels/outbound.h"
#include "daemon/calendar.h"
#include "daemon/metrics.h"
#include "router/emergency/desk.h"
#include "router/flow/flow.h"
#include "router/hours/calendars.h"
#include "router/language/judge.h"
#include "router/limits/rate_limiter.h"
#include "router/message/normalise.h"
#include "router/places/places.h"
#include "router/queues/overflow_board.h"
#include "router/queues/promises.h"
#include "router/rules/rules.h"
#include "router/selfservice/decide.h"
#include "router/texts/texts.h"

namespace crosstown {

struct Channel {
  std::string name;
  std::string adapter_name;
  Medium medium = Medium::sms;
  std::shared_ptr<const HttpAdapter> adapter;     // null: it does not come by HTTP
  std::shared_ptr<const mail::MailAdapter> mail;  // null: it is no mailbox
  std::shared_ptr<const chat::ChatWidget> chat;   // null: it is no chat
  std::chrono::seconds seen_window{72 * 3600};
  std::chrono::seconds conversation_window{30 * 24 * 3600};
  std::chrono::seconds reopen_window{7 * 24 * 3600};
  std::chrono::seconds new_matter_after{3600};
  const ChannelMetrics* metrics = nullptr;

  // Whether and how it sends; null: it does not.
  [[nodiscard]] const ReplyWriter* writer() const;
};

// A person or program that may use the admin door.
struct Access {
  std::string name;
  std::string role;
  std::string token_sha256;  // hex; the token itself is not kept
};

struct City {
  std::string name;
  Calendar calendar;
  NormaliserSettings normaliser;
  std::map<std::string, Channel, std::less<>> channels;
  std::map<std::string, std::map<std::string, std::string>> queue_names;  // queue → language → name
  std::map<std::string, std::map<std::string, std::string>> type_names;  // the same of types
  std::vector<QueueSettings> queue_settings;
  std::unique_ptr<const Rules> rules;
  std::vector<Access> access;
  std::vector<std::string> admin_hosts;  // further names the admin door may be called by
  std::chrono::milliseconds accept_timeout{10000};
  std::uint64_t max_body = 10 << 20;
  Rate resident_rate{};
  Rate source_rate{};
  std::string public_url;
  std::string default_language = "en";
  std::vector<std::string> tags{"en"};  // of its languages, the default first
  LanguageJudge languages{std::vector<std::string>{"en"}};
  Texts texts{};
  std::optional<EmergencyDesk> emergency{};
  std::shared_ptr<const Places> places{};  // null: the city has no maps
  std::shared_ptr<const AnswerBook> answers = std::make_shared<const AnswerBook>();
  std::shared_ptr<const flow::Flows> flows = std::make_shared<const flow::Flows>();
  std::optional<Hours> office_hours{};  // of the city as a whole
  // Never null; without any, as made here, nothing is closed, due or too much.
  std::shared_ptr<const Calendars> calendars =
      std::make_shared<const Calendars>(std::vector<Calendars::Named>{});
  std::shared_ptr<const Promises> promises =
      std::make_shared<const Promises>(Promises::Queues{}, calendars, "UTC");
  std::shared_ptr<OverflowBoard> overflow = std::make_shared<OverflowBoard>(Overflows{});
  Texts spoken{};  // `texts` for who listens

  [[nodiscard]] const Channel* channel(std::string_view wanted) const {
    const auto found = channels.find(wanted);
    return found == channels.end() ? nullptr : &found->second;
  }
  // Whose mailbox this is; null: nobody's.
  [[nodiscard]] const Channel* mailbox(std::string_view address) const;
  // A queue's name in a language, else in the city's first, else its key.
  [[nodiscard]] std::string queue_name(const std::string& queue, const std::string& language) const;
  // A type's name in a language; empty: residents are not told of it.
  [[nodiscard]] std::string type_name(const std::string& type, const std::string& language) const;
  [[nodiscard]] std::vector<std::string> queues() const;
  [[nodiscard]] SelfServiceDesk self_service() const;
};

struct Config;
// Takes the rules out of `config`; the rest of it stays as it is.
[[nodiscard]] std::shared_ptr<const City> make_city(Config& config, Metrics& metrics);

// The current snapshot. Any thread.
class CityHolder {
 public:
  [[nodiscard]] std::shared_ptr<const City> get() const {
    return current_.load(std::memory_order_acquire);
  }
  void set(std::shared_ptr<const City> city) {
    current_.store(std::move(city), std::memory_order_release);
  }

 private:
  std::atomic<std::shared_ptr<const City>> current_;
};

}  // namespace crosstown
