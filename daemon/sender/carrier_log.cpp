// Replies of a chat: entries of its session's log, which whoever holds the resident's socket reads.
#include <utility>

#include "channels/chat/words.h"
#include "daemon/sender/carrier.h"

namespace crosstown {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Kind = Verdict::Kind;

// Written again after a crash it is the same entry.
asio::awaitable<Verdict> Carrier::write_log(const TakenReply& reply) {
  Verdict verdict;
  auto writing = outbox_.write_log(
      reply, chat::words::agent_body(reply.id, reply.text, reply.tracking, reply.language, now()));
  const Outbox::Logged logged = co_await std::move(writing);
  switch (logged) {
    case Outbox::Logged::done: verdict.kind = Kind::sent; break;
    case Outbox::Logged::over:
      verdict.kind = Kind::failed;
      verdict.reason = "the chat session has ended";
      break;
    case Outbox::Logged::unavailable:
      verdict.after = 1s;
      verdict.reason = "Redis does not answer";
      break;
  }
  co_return verdict;
}

}  // namespace crosstown
