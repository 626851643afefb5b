// What staff enters for residents who call or walk in: the same way as any message, but for the
// adapter and for what the daemon would answer by itself.
#include <fmt/format.h>

#include <utility>

#include "daemon/intake.h"
#include "daemon/visit.h"

namespace crosstown {

namespace asio = boost::asio;

void DeskRouting::apply(Routing& routing) const {
  if (!queue.empty()) routing.queue = queue;
  if (!type.empty()) routing.type = type;
  if (priority) routing.priority = *priority;
  if (queue.empty() && type.empty() && !priority) return;
  if (!queue.empty()) routing.rule = "desk";
  routing.why.push_back(fmt::format("chosen by {}", by));
}

asio::awaitable<Outcome> Intake::take_entered(std::shared_ptr<const City> city,
                                              const Channel& channel, const HttpRequest& request,
                                              Message message, DeskRouting routing) {
  Visit visit{std::move(city),         channel, request, routing.by, true, now(), {}, {},
              Books(*channel.metrics), &routing};
  visit.books.brought(1);
  message.answered_inline = false;
  auto keeping = keep(visit, message);
  const Outcome outcome = co_await std::move(keeping);
  if (const auto* lost = std::get_if<NotKept>(&outcome)) visit.books.refused(lost->code);
  co_return outcome;
}

}  // namespace crosstown
