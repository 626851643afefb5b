// The whole configuration as plain values: what riverbend.yaml says, checked, with its defaults
// filled in. docs/configuration.md explains every key; docs/examples/riverbend.yaml shows each.
//
// Keys are live (a reload applies them) or restart (a reload that changes one is refused):
// restart_keys() in reload.cpp is the list of the latter.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "channels/channel.h"
#include "channels/chat/chat_widget.h"
#include "channels/email/mail_adapter.h"
#include "daemon/http/outgoing/http_client.h"
#include "router/answers/answer_book.h"
#include "router/config/reader.h"
#include "router/emergency/desk.h"
#include "router/flow/flow.h"
#include "router/hours/calendars.h"
#include "router/hours/hours.h"
#include "router/limits/rate_limiter.h"
#include "router/message/message.h"
#include "router/message/normalise.h"
#include "router/message/routing.h"
#include "router/places/places.h"
#include "router/queues/overflow.h"
#include "router/queues/promises.h"
#include "router/rules/rules.h"
#include "router/store/settings.h"
#include "router/texts/texts.h"

namespace crosstown {

struct CityConfig {
  std::string name;
  std::string timezone;                // IANA: "America/Denver"
  std::vector<std::string> languages;  // the first is the default; never empty
  std::string phone_region = "US";     // ISO 3166
};

// PEM files that were readable when the configuration was read.
struct TlsConfig {
  std::string certificate;
  std::string key;
};

// Where mail servers hand mail over: `listen.lmtp` and `listen.smtp`.
struct MailDoorConfig {
  std::string address;
  std::string host;                   // what we call ourselves; empty: this machine's name
  std::uint64_t max_size = 25 << 20;  // bytes of one mail
  std::size_t connections = 500;
  std::optional<TlsConfig> tls;  // SMTP: offered by STARTTLS
  bool require_tls = false;      // SMTP: no mail without it
};

struct ListenConfig {
  // "0.0.0.0:8311", "[::]:8311" or "unix:/run/crosstown/public.sock"
  std::string public_address = "0.0.0.0:8311";
  std::string public_url;                    // "https://311.riverbend.example"; empty: not said
  std::vector<std::string> trusted_proxies;  // addresses, CIDR blocks, or "unix"
  std::optional<TlsConfig> public_tls;

  std::string admin_address = "127.0.0.1:8312";
  std::vector<std::string> admin_hosts;  // further names that `Host` may have
  std::optional<TlsConfig> admin_tls;

  std::optional<MailDoorConfig> lmtp;
  std::optional<MailDoorConfig> smtp;

  std::string control;  // absolute path of the control socket
};

struct LimitsConfig {
  std::size_t connections = 10'000;
  std::uint64_t header_size = 16 << 10;  // bytes
  std::uint64_t body_size = 10 << 20;    // bytes
  std::uint64_t body_memory = 64 << 20;  // bytes of all requests of a door that are under way
  std::uint64_t body_files = 1 << 30;    // the same, on disk
  std::chrono::milliseconds idle{75'000};
  std::chrono::milliseconds slow_request{15'000};
  std::size_t lane = 16'384;                         // messages that may wait for a partition
  std::chrono::milliseconds accept_timeout{10'000};  // a sender waits so long for the store
  Rate resident{30, std::chrono::seconds(10)};  // messages; more are kept, but low and unanswered
  Rate source{60, std::chrono::seconds(1)};     // refused requests of one address; then 429
};

enum class LogLevel { debug, info, warning, error };
enum class LogFormat { automatic, console, journal };
struct LogConfig {
  LogLevel level = LogLevel::info;
  LogFormat format = LogFormat::automatic;
};

struct ContentConfig {
  std::string path;
  std::uint64_t quota = 10ull << 30;  // bytes
};

struct QuarantineConfig {
  std::string path;
  std::uint64_t quota = 64 << 20;  // bytes a channel
  std::uint64_t entries = 10'000;  // a channel
};

struct ChannelConfig {
  std::string name;
  std::string adapter_name;
  Medium medium = Medium::sms;
  std::shared_ptr<const HttpAdapter> adapter;  // one of these three
  std::shared_ptr<const mail::MailAdapter> mail;
  std::shared_ptr<const chat::ChatWidget> chat;
  const ReplyWriter* writer = nullptr;  // the same, where it can write to residents
  std::chrono::milliseconds conversation_window{std::chrono::hours(24 * 30)};
  std::chrono::milliseconds seen_window{std::chrono::hours(72)};
  std::chrono::milliseconds reopen_window{std::chrono::hours(24 * 7)};
  std::chrono::milliseconds new_matter_after{std::chrono::hours(1)};
};

// Who may use the admin door.
struct AccessConfig {
  std::string name;
  std::string role;          // agent, supervisor or admin
  std::string token_sha256;  // hex; the token itself is not kept
};

// A named calendar.
struct HoursConfig {
  std::string name;
  std::string timezone;  // IANA
  HoursPlan plan;
};

struct QueueConfig {
  std::string name;
  QueueSettings care;                         // under the same name
  std::map<std::string, std::string> titles;  // language → what residents read; every city language
  std::string hours;                          // a calendar's name; empty: always open
  std::optional<Due> due;
  std::optional<Overflow> overflow;  // its queue is another one; no cycles
  std::string email;                 // who is told when nobody works; empty: nobody
  std::string phone;                 // E.164, or empty
};

// One of the file's own `tests:`.
struct ConfigTest {
  std::string name;
  config::Mark mark;
  std::string channel;
  std::string text;
  std::string from;
  std::string to;
  std::string subject;
  std::string language;  // that the channel was told; empty: it is judged
  std::optional<Intent> intent;
  std::optional<absl::CivilMinute> time;  // by the city's clock; empty: on no day in particular

  struct Expected {
    std::optional<std::string> queue;
    std::optional<std::string> type;
    std::optional<Priority> priority;
    std::optional<std::string> language;
    std::optional<std::string> rule;
    std::optional<bool> answered;       // by the daemon itself
    std::optional<std::string> answer;  // with this one of the answer book
    std::optional<bool> after_hours;
    std::optional<std::string> due;  // "2026-11-24T17:00", by the city's clock
  } expected;
};

// A key that only a start reads, its value in one comparable text, and its place.
struct RestartKey {
  std::string name;   // "listen.public.address"
  std::string value;  // secrets as their hash
  config::Mark mark;
};

struct Config {
  std::filesystem::path file;   // as it was named
  std::filesystem::path state;  // absolute: what the daemon keeps lies below it
  CityConfig city;
  ListenConfig listen;
  LimitsConfig limits;
  int threads = 0;  // 0: one a core
  LogConfig log;
  http::HttpClientSettings outgoing;  // whom the daemon calls itself
  StoreSettings store;
  ContentConfig content;
  QuarantineConfig quarantine;
  std::vector<ChannelConfig> channels;
  config::Mark channels_mark;  // of the map
  std::vector<AccessConfig> access;
  std::vector<HoursConfig> hours;
  std::vector<QueueConfig> queues;
  std::map<std::string, std::map<std::string, std::string>> types;  // type → language → name
  std::shared_ptr<const Calendars>
      calendars;                             // of `hours`, in its order; never null, as those below
  std::shared_ptr<const Promises> promises;  // of `queues`
  std::optional<EmergencyDesk> emergency;
  std::shared_ptr<const Places> places;  // null: the city has no maps
  Texts texts;
  std::shared_ptr<const flow::Flows> flows;   // of telephone calls; never null
  std::shared_ptr<const AnswerBook> answers;  // never null after load_config()
  std::string self_service_hours;             // a calendar's name; empty: none
  std::unique_ptr<const Rules> rules;         // never null after load_config()
  std::size_t rule_count = 0;
  std::vector<ConfigTest> tests;
  std::vector<RestartKey> restart_keys;
  std::vector<config::Problem> warnings;  // what is not wrong but worth a look

  [[nodiscard]] const ChannelConfig* channel(std::string_view name) const;
  // Of self_service.hours.
  [[nodiscard]] std::optional<Hours> office_hours() const;
  [[nodiscard]] Overflows overflows() const;
  // Leaves a language that nobody declared empty, for the LanguageJudge.
  [[nodiscard]] NormaliserSettings normaliser() const;
};

// Empty when anything was wrong; every mistake is then in `problems`, which must come in empty.
// Reads files (secrets, certificates, time zones) and the environment; blocks. Secrets that are
// wrong or missing are mistakes like all others.
[[nodiscard]] std::optional<Config> load_config(const std::filesystem::path& file,
                                                config::Problems& problems);

// What the file's own tests found: one problem for each expectation that was not met, at the test's
// place. Needs `rules`.
[[nodiscard]] std::vector<config::Problem> run_config_tests(const Config& config);

// The rules that won in at least one of the file's own tests. Needs `rules`.
[[nodiscard]] std::set<std::string> rules_reached(const Config& config);

// Why `wanted` cannot replace `running` without a restart: one problem for each restart key that
// changed, at its place in the wanted file. Empty: it can.
[[nodiscard]] std::vector<config::Problem> reload_blockers(const Config& running,
                                                           const Config& wanted);

// Names that only `running` has. What lies in a queue needs an heir, and only the store knows
// whether anything does.
[[nodiscard]] std::vector<std::string> removed_queues(const Config& running, const Config& wanted);

// Channels that `wanted` has no more although requests lie in their quarantine, which could never
// be released then: one problem each, at the place of the wanted channels. `quarantined`: how many,
// by channel.
[[nodiscard]] std::vector<config::Problem> channel_blockers(
    const Config& running, const Config& wanted,
    const std::map<std::string, std::uint64_t, std::less<>>& quarantined);

}  // namespace crosstown
