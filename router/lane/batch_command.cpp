#include "router/lane/batch_command.h"

#include <algorithm>

#include "router/message/envelope.h"
#include "router/store/library.h"
#include "router/store/resp.h"

namespace crosstown {
namespace {

constexpr std::size_t texts_besides_routes = 8;
constexpr std::size_t texts_of_channel = 6;

bool same_route(const Delivery& a, const Delivery& b) {
  return a.queue == b.queue && a.type == b.type && a.priority == b.priority &&
         a.channel == b.channel && a.pinned == b.pinned && a.kept_low == b.kept_low &&
         a.anew == b.anew && a.closes == b.closes && a.type_said == b.type_said;
}

std::string manner_of(const Delivery& one) {
  std::string letters;
  if (one.pinned) letters += 'p';
  if (one.kept_low) letters += 'l';
  if (one.anew) letters += 'n';
  if (one.closes) letters += 'c';
  if (one.type_said) letters += 't';
  return letters;
}

std::string bucket(Time now, std::chrono::seconds window) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()) /
                        window);
}

}  // namespace

std::string_view BatchCommand::build(std::string_view base, const When& when,
                                     std::span<Delivery* const> deliveries,
                                     std::span<const NumberPool::Fresh> numbers, bool told) {
  channels_.clear();
  routes_.clear();
  texts_.clear();
  route_of_message_.clear();
  for (const Delivery* one : deliveries) {
    const Route& route = route_of(*one);
    route_of_message_.push_back(static_cast<std::size_t>(&route - routes_.data()));
  }
  // Views into texts_ stay right only while it does not grow past this.
  texts_.reserve(texts_besides_routes + channels_.size() * texts_of_channel + routes_.size());

  arguments_.assign({"FCALL", function_library().accept, "1", base,
                     keep(std::to_string(when.accepted.time_since_epoch().count())), when.civil.day,
                     when.civil.hour, keep(std::to_string(channels_.size())),
                     keep(std::to_string(routes_.size())), keep(std::to_string(deliveries.size())),
                     told ? "1" : "0"});
  append_channels(when.now);
  append_messages(deliveries, numbers);
  command_.clear();
  append_command(command_, arguments_);
  return command_;
}

std::size_t BatchCommand::channel_of(const Delivery& delivery) {
  const auto found = std::find_if(channels_.begin(), channels_.end(), [&](const Delivery* one) {
    return one->channel == delivery.channel;
  });
  if (found == channels_.end()) {
    channels_.push_back(&delivery);
    return channels_.size() - 1;
  }
  return static_cast<std::size_t>(found - channels_.begin());
}

const BatchCommand::Route& BatchCommand::route_of(const Delivery& delivery) {
  const auto found = std::find_if(routes_.begin(), routes_.end(), [&](const Route& one) {
    return same_route(*one.first, delivery);
  });
  if (found != routes_.end()) return *found;
  const std::size_t channel = channel_of(delivery);
  return routes_.emplace_back(
      Route{&delivery, channel, std::to_string(routes_.size() + 1), manner_of(delivery)});
}

void BatchCommand::append_channels(Time now) {
  for (const Delivery* one : channels_) {
    arguments_.insert(arguments_.end(), {one->channel, keep(bucket(now, one->seen_window)),
                                         keep(std::to_string(one->seen_window.count())),
                                         keep(bucket(now, one->conversation_window)),
                                         keep(std::to_string(one->conversation_window.count())),
                                         keep(std::to_string(one->reopen_window.count())),
                                         keep(std::to_string(one->new_matter_after.count()))});
  }
  for (const Route& route : routes_) {
    arguments_.insert(arguments_.end(),
                      {keep(std::to_string(route.channel + 1)), route.first->queue,
                       route.first->priority, route.first->type, route.manner});
  }
}

// Each event is written as if its message opened a request under its number, which most do: then
// Redis stores the bytes as they are.
void BatchCommand::append_messages(std::span<Delivery* const> deliveries,
                                   std::span<const NumberPool::Fresh> numbers) {
  events_.clear();
  std::vector<std::size_t> ends;
  ends.reserve(deliveries.size());
  for (std::size_t i = 0; i < deliveries.size(); ++i) {
    const Delivery& one = *deliveries[i];
    append_joined(events_, one.head, one.tail, numbers[i].text, 1, true, one.queue);
    ends.push_back(events_.size());
  }
  std::size_t begin = 0;
  for (std::size_t i = 0; i < deliveries.size(); ++i) {
    const Delivery& one = *deliveries[i];
    arguments_.insert(arguments_.end(),
                      {routes_[route_of_message_[i]].index, one.provider_id, one.conversation,
                       numbers[i].text, std::string_view(events_).substr(begin, ends[i] - begin)});
    begin = ends[i];
  }
}

std::string_view BatchCommand::keep(std::string text) {
  return texts_.emplace_back(std::move(text));
}

}  // namespace crosstown
