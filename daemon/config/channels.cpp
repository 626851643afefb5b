// `channels:`. Each adapter reads its own keys.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "channels/outbound.h"
#include "channels/registry.h"
#include "daemon/config/fields.h"
#include "daemon/config/sections.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
constexpr auto day = std::chrono::hours(24);

std::vector<std::string> adapter_names() {
  std::vector<std::string> names;
  for (const AdapterEntry& entry : adapters()) names.emplace_back(entry.name);
  return names;
}

constexpr Medium media[] = {Medium::phone,           Medium::sms, Medium::chat,   Medium::email,
                            Medium::voice_assistant, Medium::app, Medium::walk_in};

std::vector<std::string> medium_names() {
  std::vector<std::string> names;
  for (const Medium medium : media) names.emplace_back(to_text(medium));
  return names;
}

// The medium that the adapter fixes, else the one that the channel must say.
std::optional<Medium> read_medium(config::Section& section, const AdapterEntry& adapter) {
  if (adapter.medium) {
    if (section.has("medium")) {
      section.problem_at("medium", fmt::format("{} is always {}; take this key out", adapter.name,
                                               to_text(*adapter.medium)));
    }
    return adapter.medium;
  }
  const auto value = section.require("medium");
  const auto index = value ? value->one_of(medium_names()) : std::nullopt;
  if (!index) return std::nullopt;
  return media[*index];
}

void read_channel(const config::Value& value, ChannelConfig& channel) {
  config::Section section = value.section();
  const auto named = section.require("adapter");
  const std::vector<std::string> names = adapter_names();
  const auto index = named ? named->one_of(names) : std::nullopt;
  channel.conversation_window = duration_within(section, "conversation_window", 1min, 3650 * day,
                                                channel.conversation_window);
  channel.reopen_window =
      duration_within(section, "reopen_window", 0s, 3650 * day, channel.reopen_window);
  channel.new_matter_after =
      duration_within(section, "new_matter_after", 1min, 3650 * day, channel.new_matter_after);
  const AdapterEntry* const adapter = index ? find_adapter(names[*index]) : nullptr;
  channel.seen_window = duration_within(section, "seen_window", 1min, 90 * day,
                                        adapter ? adapter->seen_window : channel.seen_window);
  if (!adapter) return;  // whose keys these are is not known
  channel.adapter_name = adapter->name;
  const auto medium = read_medium(section, *adapter);
  channel.medium = medium.value_or(Medium::app);  // never used where it was wrong
  const std::shared_ptr<Adapter> made = adapter->make(section, channel.medium);
  channel.adapter = std::dynamic_pointer_cast<HttpAdapter>(made);
  channel.mail = std::dynamic_pointer_cast<mail::MailAdapter>(made);
  channel.chat = std::dynamic_pointer_cast<chat::ChatWidget>(made);
  channel.writer = dynamic_cast<const ReplyWriter*>(made.get());
  section.finish();
}

// Mail finds its channel by the address it is for.
void check_mailboxes(const config::Section& section, const std::vector<ChannelConfig>& channels) {
  std::map<std::string, std::string> owners;
  for (const ChannelConfig& channel : channels) {
    if (!channel.mail) continue;
    for (const std::string& address : channel.mail->addresses()) {
      const auto [owner, fresh] = owners.emplace(address, channel.name);
      if (fresh) continue;
      section.problem_at(channel.name, fmt::format("{}: {} is the address of {} already",
                                                   channel.name, address, owner->second));
    }
  }
}

// A number that a resident gave to one channel is written to by another.
void check_text_by(const config::Section& section, const std::vector<ChannelConfig>& channels) {
  for (const ChannelConfig& channel : channels) {
    const ReplyWriter* const writer = channel.writer;
    if (!writer || writer->text_by().empty()) continue;
    const auto other = std::find_if(channels.begin(), channels.end(), [&](const auto& each) {
      return each.name == writer->text_by();
    });
    const auto* const texts = other == channels.end() ? nullptr : other->writer;
    if (texts && other->medium == Medium::sms && texts->begins_as()) continue;
    section.problem_at(channel.name,
                       fmt::format("{}: text_by: \"{}\" is no channel of texts that knows the "
                                   "number to send from (numbers, reply.from or reply.url)",
                                   channel.name, writer->text_by()));
  }
}

}  // namespace

std::vector<ChannelConfig> read_channels(config::Section& root) {
  std::vector<ChannelConfig> channels;
  if (!root.require("channels")) return channels;
  config::Section section = root.section("channels");
  for (const auto& [name, value] : section.named_entries()) {
    ChannelConfig channel;
    channel.name = name;
    read_channel(value, channel);
    channels.push_back(std::move(channel));
  }
  check_mailboxes(section, channels);
  check_text_by(section, channels);
  if (channels.empty()) section.problem("channels: there must be at least one");
  return channels;
}

}  // namespace crosstown
