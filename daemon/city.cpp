#include "daemon/city.h"

#include "daemon/config/config.h"
#include "router/dialogue/dialogue.h"

namespace crosstown {

const ReplyWriter* Channel::writer() const {
  if (chat) return chat.get();
  const Adapter* const known = adapter ? static_cast<const Adapter*>(adapter.get()) : mail.get();
  const auto* const power = dynamic_cast<const ReplyWriter*>(known);
  return power && power->can_reply() ? power : nullptr;
}

const Channel* City::mailbox(std::string_view address) const {
  for (const auto& [of_city, channel] : channels) {
    if (channel.mail && channel.mail->takes(address)) return &channel;
  }
  return nullptr;
}

namespace {

// In a language, else in the other one; null: neither.
const std::string* name_in(const std::map<std::string, std::map<std::string, std::string>>& all,
                           const std::string& what, const std::string& language,
                           const std::string& otherwise) {
  const auto found = all.find(what);
  if (found == all.end()) return nullptr;
  for (const std::string* wanted : {&language, &otherwise}) {
    if (const auto name = found->second.find(*wanted); name != found->second.end())
      return &name->second;
  }
  return nullptr;
}

}  // namespace

std::string City::queue_name(const std::string& queue, const std::string& language) const {
  const std::string* title = name_in(queue_names, queue, language, default_language);
  return title ? *title : queue;
}

std::string City::type_name(const std::string& type, const std::string& language) const {
  const std::string* title = name_in(type_names, type, language, default_language);
  return title ? *title : std::string();
}

std::vector<std::string> City::queues() const {
  std::vector<std::string> names;
  for (const auto& [queue, titles] : queue_names) names.push_back(queue);
  return names;
}

SelfServiceDesk City::self_service() const {
  static const std::string usual_number = EmergencyDesk().number;
  return {texts, *answers, office_hours, name, emergency ? emergency->number : usual_number};
}

std::shared_ptr<const City> make_city(Config& config, Metrics& metrics) {
  auto city = std::make_shared<City>(
      City{.name = config.city.name,
           .calendar = *Calendar::of(config.city.timezone),  // load_config() has checked it
           .normaliser = config.normaliser(),
           .channels = {},
           .queue_names = {},
           .type_names = config.types,
           .queue_settings = {},
           .rules = std::move(config.rules),
           .access = {},
           .admin_hosts = config.listen.admin_hosts,
           .accept_timeout = config.limits.accept_timeout,
           .max_body = config.limits.body_size,
           .resident_rate = config.limits.resident,
           .source_rate = config.limits.source,
           .public_url = config.listen.public_url,
           .default_language = config.city.languages.front(),
           .tags = config.city.languages,
           .languages = LanguageJudge(config.city.languages),
           .texts = config.texts,
           .emergency = config.emergency,
           .places = config.places,
           .answers = config.answers,
           .flows = config.flows,
           .office_hours = config.office_hours(),
           .calendars = config.calendars,
           .promises = config.promises,
           .overflow = std::make_shared<OverflowBoard>(config.overflows()),
           .spoken = dialogue::spoken_texts(config.texts, config.city.languages)});
  for (const ChannelConfig& from : config.channels) {
    Channel channel;
    channel.name = from.name;
    channel.adapter_name = from.adapter_name;
    channel.medium = from.medium;
    channel.adapter = from.adapter;
    channel.mail = from.mail;
    channel.chat = from.chat;
    channel.seen_window = std::chrono::duration_cast<std::chrono::seconds>(from.seen_window);
    channel.conversation_window =
        std::chrono::duration_cast<std::chrono::seconds>(from.conversation_window);
    channel.reopen_window = std::chrono::duration_cast<std::chrono::seconds>(from.reopen_window);
    channel.new_matter_after =
        std::chrono::duration_cast<std::chrono::seconds>(from.new_matter_after);
    channel.metrics = &metrics.channel(from.name);
    city->channels.emplace(from.name, std::move(channel));
  }
  for (const QueueConfig& queue : config.queues) {
    city->queue_names.emplace(queue.name, queue.titles);
    city->queue_settings.push_back(queue.care);
  }
  for (const std::string& queue : city->overflow->queues())
    metrics.overflowed(queue).Increment(0);  // counts of nought are seen, too
  for (const AccessConfig& access : config.access)
    city->access.push_back({access.name, access.role, access.token_sha256});
  return city;
}

}  // namespace crosstown
