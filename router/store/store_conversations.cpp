// What the store knows of a conversation beside its messages.
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <utility>

#include "router/store/library.h"
#include "router/store/store.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;

std::size_t count_from(std::string_view digits) {
  std::size_t count = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), count);
  return count;
}

}  // namespace

// Redis cannot say then what the messages in the spool will have done.
bool Store::is_in_spool(const Conversation& conversation) {
  Delivery any;
  any.channel = conversation.channel;
  any.conversation = conversation.id;
  return spool_ && spool_->holds(conversation.partition, any);
}

asio::awaitable<std::optional<Reply>> Store::ask_about(std::string function,
                                                       Conversation conversation,
                                                       std::string more) {
  Lane& lane = *lanes_[static_cast<std::size_t>(conversation.partition)];
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(clock_().time_since_epoch());
  std::vector<std::string> ask{"FCALL",
                               std::move(function),
                               "1",
                               lane.base(),
                               std::move(conversation.id),
                               std::move(conversation.channel),
                               std::to_string(now / conversation.window),
                               std::to_string(conversation.window.count()),
                               std::to_string(now.count())};
  if (!more.empty()) ask.push_back(std::move(more));
  auto reply = co_await lane.command(std::move(ask));
  if (reply && reply->is_error()) reply.reset();
  co_return reply;
}

asio::awaitable<OpenRequests> Store::open_requests(Conversation conversation, std::size_t most) {
  OpenRequests open;
  const bool spooled = is_in_spool(conversation);
  if (spooled) co_return open;
  std::string function = function_library().open;
  auto asking = ask_about(std::move(function), std::move(conversation), std::to_string(most));
  const auto reply = co_await std::move(asking);
  if (!reply) co_return open;
  open.answered = true;
  open.current = reply->text_at(0);
  open.count = count_from(reply->text_at(1));
  for (std::size_t i = 2; i + 1 < reply->size(); i += 2)
    open.newest.push_back(read_record(std::string(reply->text_at(i)), reply->text_at(i + 1)));
  co_return open;
}

asio::awaitable<bool> Store::begin_anew(Conversation conversation) {
  const bool spooled = is_in_spool(conversation);
  if (spooled) co_return false;
  std::string function = function_library().anew;
  auto asking = ask_about(std::move(function), std::move(conversation), {});
  const auto reply = co_await std::move(asking);
  co_return reply.has_value();
}

}  // namespace crosstown
