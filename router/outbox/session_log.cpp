// Replies that nobody carries: the resident's session has them.
#include "router/outbox/outbox.h"
#include "router/store/library.h"

namespace crosstown {

namespace asio = boost::asio;
using Arguments = std::vector<std::string>;

asio::awaitable<Outbox::Logged> Outbox::write_log(const TakenReply& reply, std::string body) {
  // A request lies in the partition of its resident, as their session does.
  Lane& lane = lane_of(reply.tracking);
  Arguments call{"FCALL",
                 chat_library().reply,
                 "1",
                 lane.base(),
                 reply.to,
                 reply_handle(reply.tracking, reply.id),
                 std::move(body)};
  const auto answer = co_await lane.command(std::move(call));
  if (!answer || answer->is_error()) co_return Logged::unavailable;
  co_return answer->text_at(0) == "ok" ? Logged::done : Logged::over;
}

}  // namespace crosstown
