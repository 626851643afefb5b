// One reader for each section of the configuration; config.cpp calls them in the file's order. Each
// consumes its section, tells mistakes, and gives what it could read.
#pragma once

#include <vector>

#include "daemon/config/config.h"

namespace crosstown {

// What a file gave, and which secrets it asked for: those are known even when one is missing.
struct Loaded {
  std::optional<Config> config;
  std::vector<config::SecretFile> secret_files;
};
[[nodiscard]] Loaded read_config(const std::filesystem::path& file, config::Problems& problems);

[[nodiscard]] std::filesystem::path read_state(config::Section& root);
[[nodiscard]] CityConfig read_city(config::Section& root);
[[nodiscard]] ListenConfig read_listen(config::Section& root, const std::filesystem::path& state);
// Parts that the doors have in common: an address that can be listened on, and `tls`.
[[nodiscard]] std::string read_address(config::Section& door, const std::string& fallback);
[[nodiscard]] std::optional<TlsConfig> read_tls(config::Section& door);
void read_mail_doors(config::Section& listen, ListenConfig& out);
// Channels that nobody can hand mail to are a problem.
void check_mail_doors(config::Section& root, const Config& config);
[[nodiscard]] LimitsConfig read_limits(config::Section& root);
[[nodiscard]] int read_threads(config::Section& root);
[[nodiscard]] LogConfig read_log(config::Section& root);
[[nodiscard]] http::HttpClientSettings read_outgoing(config::Section& root);
[[nodiscard]] StoreSettings read_store(config::Section& root, const std::filesystem::path& state);
[[nodiscard]] ContentConfig read_content(config::Section& root, const std::filesystem::path& state);
[[nodiscard]] QuarantineConfig read_quarantine(config::Section& root,
                                               const std::filesystem::path& state);
[[nodiscard]] std::vector<ChannelConfig> read_channels(config::Section& root);
[[nodiscard]] std::vector<AccessConfig> read_access(config::Section& root);
[[nodiscard]] std::vector<HoursConfig> read_hours(config::Section& root, const CityConfig& city);
[[nodiscard]] std::vector<QueueConfig> read_queues(config::Section& root, const CityConfig& city,
                                                   const std::vector<std::string>& calendars);
// `types:`, what residents read for a type. `given`: by the rules; a name for any other type is a
// warning, without the configuration's name.
struct TypesConfig {
  std::map<std::string, std::map<std::string, std::string>> names;
  std::vector<config::Problem> warnings;
};
[[nodiscard]] TypesConfig read_types(config::Section& root,
                                     const std::vector<std::string>& languages,
                                     const std::vector<std::string>& given);
// What a queue promises and where it turns: hours, due, overflow, email, phone.
struct QueueNames {
  std::vector<std::string> queues;
  std::vector<std::string> calendars;
  std::string phone_region;
};
void read_service(config::Section& entry, const QueueNames& names, QueueConfig& queue);
// Queues that overflow in a circle are a problem at the first of them.
void check_overflows(config::Section& queues, const std::vector<QueueConfig>& all);
[[nodiscard]] std::optional<EmergencyDesk> read_emergency(config::Section& root,
                                                          const std::vector<std::string>& queues,
                                                          config::Problems& problems);
// `places:`. The data files are read here, and mistakes in them are told at the key that names
// them.
struct PlacesConfig {
  std::shared_ptr<const Places> places;   // null: none are configured
  std::vector<std::string> kinds;         // of areas, in the file's order
  std::vector<config::Problem> warnings;  // without the configuration's name
};
[[nodiscard]] PlacesConfig read_places(config::Section& root);
// Never null: without `answers:` the book is empty.
[[nodiscard]] std::shared_ptr<const AnswerBook> read_answer_book(
    config::Section& root, const CityConfig& city, const std::vector<std::string>& queues,
    config::Problems& problems);
// `flows:`. Needs languages, channels, hours, queues and answers.
[[nodiscard]] std::shared_ptr<const flow::Flows> read_call_flows(config::Section& root,
                                                                 const Config& config);
// The calendar that the city's opening hours are told from; empty: none.
[[nodiscard]] std::string read_self_service(config::Section& root,
                                            const std::vector<std::string>& calendars);
// Texts that take several text messages.
[[nodiscard]] std::vector<config::Problem> text_warnings(const Config& config,
                                                         const config::Document& document);

// What tests may name.
struct TestNames {
  std::vector<std::string> channels;
  std::vector<std::string> queues;
  std::vector<std::string> languages;
  std::vector<std::string> rules;
  std::vector<std::string> answers;  // ids
};
[[nodiscard]] std::vector<ConfigTest> read_tests(config::Section& root, const TestNames& names);

// `document` gives the places.
[[nodiscard]] std::vector<RestartKey> restart_keys(const Config& config,
                                                   const config::Document& document);

}  // namespace crosstown
