// What a reply that is texted beside one that waits has to know: the number, and whether its owner
// wants texts.
#include <fmt/format.h>

#include "router/outbox/outbox.h"
#include "router/store/identity.h"

namespace crosstown {

namespace asio = boost::asio;
using Arguments = std::vector<std::string>;

asio::awaitable<Outbox::Noted> Outbox::text_to(std::string tracking) {
  Noted noted;
  Lane& lane = lane_of(tracking);
  // MGET: what is not there is an empty text.
  Arguments call{"MGET", fmt::format("{}note:text:{}", lane.base(), tracking)};
  const auto answer = co_await lane.command(std::move(call));
  if (!answer || answer->is_error()) co_return noted;
  noted.answered = true;
  noted.text = answer->text_at(0);
  co_return noted;
}

asio::awaitable<std::optional<bool>> Outbox::opted_out(std::string channel, std::string address) {
  const Identity own = conversation_with(std::move(channel), std::move(address), partitions());
  Lane& lane = *lanes_[static_cast<std::size_t>(own.partition)];
  Arguments call{"EXISTS", fmt::format("{}optout:{}", lane.base(), own.conversation)};
  const auto answer = co_await lane.command(std::move(call));
  if (!answer || answer->is_error()) co_return std::nullopt;
  co_return answer->integer() > 0;
}

bool Outbox::written_from_afar(const TakenReply& reply) const {
  const Identity own = conversation_with(reply.channel, reply.to, partitions());
  return lanes_[static_cast<std::size_t>(own.partition)] != &lane_of(reply.tracking);
}

}  // namespace crosstown
