#include "daemon/config/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "daemon/config/sections.h"
#include "router/answers/answers_reader.h"
#include "router/texts/texts_reader.h"

namespace crosstown {
namespace {

template <class Named>
std::vector<std::string> names_of(const std::vector<Named>& all) {
  std::vector<std::string> names;
  for (const Named& one : all) names.push_back(one.name);
  return names;
}

// The rules' names, for tests that name one; what is wrong with them the rules tell.
std::vector<std::string> rule_names(const config::Value& routes) {
  std::vector<std::string> names;
  if (!routes.is_list()) return names;
  for (const config::Value& item : routes.list()) {
    if (!item.is_map()) continue;
    const auto name = item.section().find("name");
    if (name && name->is_scalar()) names.push_back(name->text());
  }
  return names;
}

// The types that requests may have: the rules', what they have without one, and emergencies'.
std::vector<std::string> types_given(const std::optional<config::Value>& routes) {
  std::vector<std::string> types{std::string(no_type), std::string(emergency_rule)};
  if (!routes || !routes->is_list()) return types;
  for (const config::Value& item : routes->list()) {
    const auto then = item.is_map() ? item.section().find("then") : std::nullopt;
    const auto type = then && then->is_map() ? then->section().find("type") : std::nullopt;
    if (type && type->is_scalar()) types.push_back(type->text());
  }
  return types;
}

RuleNames rule_names_of(const Config& config, std::vector<std::string> area_kinds) {
  RuleNames known;
  known.queues = names_of(config.queues);
  known.channels = names_of(config.channels);
  known.languages = config.city.languages;
  known.calendars = names_of(config.hours);
  for (const QueueConfig& queue : config.queues) {
    if (!queue.hours.empty()) known.queue_calendars.emplace(queue.name, queue.hours);
  }
  known.area_kinds = std::move(area_kinds);
  known.answers = config.answers->ids();
  return known;
}

// Of time zones that are known to be right.
void open_calendars(Config& config) {
  std::vector<Calendars::Named> calendars;
  for (const HoursConfig& one : config.hours)
    calendars.push_back({one.name, Hours::of(one.plan, one.timezone).value()});
  config.calendars = std::make_shared<const Calendars>(std::move(calendars));
  Promises::Queues queues;
  for (const QueueConfig& queue : config.queues)
    queues.emplace(queue.name, Promises::Queue{queue.hours, queue.due});
  config.promises =
      std::make_shared<const Promises>(std::move(queues), config.calendars, config.city.timezone);
}

// Twilio signs the URL that it called, so the daemon must know under which name it is called.
void check_public_url(config::Section& root, const Config& config) {
  if (!config.listen.public_url.empty() || root.section("listen").section("public").has("url"))
    return;
  for (const ChannelConfig& channel : config.channels) {
    if (!channel.adapter_name.starts_with("twilio-")) continue;
    root.section("listen").section("public").problem(
        fmt::format("listen.public: url is missing; the channel {} needs it: Twilio signs the URL "
                    "that it calls",
                    channel.name));
    return;
  }
}

Config read_sections(config::Section& root, config::Problems& problems) {
  Config config;
  config.state = read_state(root);
  config.city = read_city(root);
  config.listen = read_listen(root, config.state);
  config.limits = read_limits(root);
  config.threads = read_threads(root);
  config.log = read_log(root);
  config.store = read_store(root, config.state);
  config.content = read_content(root, config.state);
  config.quarantine = read_quarantine(root, config.state);
  config.channels = read_channels(root);
  config.outgoing = read_outgoing(root);
  check_mail_doors(root, config);
  config.access = read_access(root);
  config.texts = read_texts(root, config.city.languages);
  config.hours = read_hours(root, config.city);
  config.queues = read_queues(root, config.city, names_of(config.hours));

  TestNames names{
      names_of(config.channels), names_of(config.queues), config.city.languages, {}, {}};
  config.emergency = read_emergency(root, names.queues, problems);
  PlacesConfig places = read_places(root);
  config.places = std::move(places.places);
  config.warnings = std::move(places.warnings);
  config.self_service_hours = read_self_service(root, names_of(config.hours));
  config.answers = read_answer_book(root, config.city, names.queues, problems);
  config.flows = read_call_flows(root, config);
  if (const auto routes = root.require("routes")) {
    names.rules = rule_names(*routes);
    if (root.has("emergency")) names.rules.emplace_back(emergency_rule);
    config.rule_count = routes->is_list() ? routes->list().size() : 0;
    config.rules = Rules::read(*routes, rule_names_of(config, std::move(places.kinds)));
  }
  TypesConfig types = read_types(root, config.city.languages, types_given(root.find("routes")));
  config.types = std::move(types.names);
  std::move(types.warnings.begin(), types.warnings.end(), std::back_inserter(config.warnings));
  names.answers = config.answers->ids();
  config.tests = read_tests(root, names);
  check_public_url(root, config);
  root.finish();
  return config;
}

}  // namespace

const ChannelConfig* Config::channel(std::string_view name) const {
  const auto found = std::find_if(channels.begin(), channels.end(),
                                  [&](const ChannelConfig& one) { return one.name == name; });
  return found == channels.end() ? nullptr : &*found;
}

std::optional<Hours> Config::office_hours() const {
  for (const HoursConfig& calendar : hours) {
    if (calendar.name == self_service_hours) return Hours::of(calendar.plan, calendar.timezone);
  }
  return std::nullopt;
}

Overflows Config::overflows() const {
  Overflows all;
  for (const QueueConfig& queue : queues) {
    if (queue.overflow) all.emplace(queue.name, *queue.overflow);
  }
  return all;
}

NormaliserSettings Config::normaliser() const { return {city.phone_region, {}}; }

Loaded read_config(const std::filesystem::path& file, config::Problems& problems) {
  Loaded loaded;
  const config::Document document = config::Document::load(file, problems);
  if (!document.readable()) return loaded;
  config::Section root = document.root();
  Config config = read_sections(root, problems);
  loaded.secret_files = document.secret_files();
  if (!problems.empty() || !config.rules) return loaded;
  open_calendars(config);
  config.file = file;
  config.restart_keys = restart_keys(config, document);
  for (config::Problem& warning : config.warnings) warning.file = file.string();
  auto about_texts = text_warnings(config, document);
  std::move(about_texts.begin(), about_texts.end(), std::back_inserter(config.warnings));
  for (config::Problem& warning : answer_warnings(
           config.answers->answers(),
           std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())))
    config.warnings.push_back(std::move(warning));
  config.channels_mark = document.place("channels");
  loaded.config = std::move(config);
  return loaded;
}

std::optional<Config> load_config(const std::filesystem::path& file, config::Problems& problems) {
  return read_config(file, problems).config;
}

}  // namespace crosstown
