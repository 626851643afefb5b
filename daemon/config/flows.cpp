// `flows:`, and the channels that go by them.
#include <fmt/format.h>

#include "channels/outbound.h"
#include "channels/phone/twilio_voice.h"
#include "daemon/config/sections.h"
#include "router/flow/flow_reader.h"

namespace crosstown {
namespace {

flow::FlowNames names_for(const Config& config) {
  flow::FlowNames names;
  names.languages = config.city.languages;
  names.answers = config.answers->ids();
  for (const HoursConfig& calendar : config.hours) names.calendars.push_back(calendar.name);
  for (const QueueConfig& queue : config.queues) {
    names.queues.push_back(queue.name);
    if (!queue.phone.empty()) names.queue_phones.emplace(queue.name, queue.phone);
  }
  for (const ChannelConfig& channel : config.channels) {
    const auto* const writer = dynamic_cast<const ReplyWriter*>(channel.adapter.get());
    if (writer && channel.medium == Medium::sms && writer->begins_as())
      names.text_channels.push_back(channel.name);
  }
  return names;
}

}  // namespace

std::shared_ptr<const flow::Flows> read_call_flows(config::Section& root, const Config& config) {
  auto flows = std::make_shared<flow::Flows>(flow::read_flows(root, names_for(config)));
  std::vector<std::string> names;
  for (const auto& [name, flow] : *flows) names.push_back(name);
  for (const ChannelConfig& channel : config.channels) {
    const auto* const user = dynamic_cast<const CallFlowUser*>(channel.adapter.get());
    if (!user || user->flow_name().empty() || flows->contains(user->flow_name())) continue;
    const std::string_view near = config::nearest(user->flow_name(), names);
    root.section("channels")
        .problem_at(
            channel.name,
            fmt::format(
                "{}: flow: \"{}\" is none of the flows{}", channel.name, user->flow_name(),
                near.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", near)));
  }
  return flows;
}

}  // namespace crosstown
