// A batch of messages as the one command that Redis gets: FCALL of accept.lua's function.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "router/lane/delivery.h"
#include "router/message/message.h"
#include "router/store/numbers.h"

namespace crosstown {

// The city's calendar: which year, day and hour a moment belongs to, in its time zone.
struct CivilHour {
  int year = 0;      // two digits: 26
  std::string day;   // "2026-11-22"
  std::string hour;  // "16"
};

// Keeps its memory from batch to batch; one for each lane.
class BatchCommand {
 public:
  struct When {
    Time now{};       // what was seen is remembered from now on
    Time accepted{};  // earlier, for what comes out of the spool
    CivilHour civil;  // of the messages' own time: all lie in the same hour
  };
  // `numbers`: one for each delivery, in their order; a null delivery is not allowed. `told`: the
  // senders know them already, so each must find its request whatever Redis makes of the message.
  // The result lives until the next call.
  [[nodiscard]] std::string_view build(std::string_view base, const When& when,
                                       std::span<Delivery* const> deliveries,
                                       std::span<const NumberPool::Fresh> numbers,
                                       bool told = false);

 private:
  // Messages name channel and route by their place in the command: texts that many share are sent
  // once.
  struct Route {
    const Delivery* first;  // whose channel, queue, priority, type and manner the route has
    std::size_t channel;
    std::string index;
    std::string manner;  // letters of accept.lua's
  };
  std::size_t channel_of(const Delivery& delivery);
  const Route& route_of(const Delivery& delivery);
  void append_channels(Time now);
  void append_messages(std::span<Delivery* const> deliveries,
                       std::span<const NumberPool::Fresh> numbers);
  std::string_view keep(std::string text);

  std::vector<const Delivery*> channels_;
  std::vector<Route> routes_;
  std::vector<std::size_t> route_of_message_;
  std::vector<std::string> texts_;  // what arguments_ views and nobody else owns
  std::string events_;
  std::vector<std::string_view> arguments_;
  std::string command_;
};

}  // namespace crosstown
