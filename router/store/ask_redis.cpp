#include "router/store/ask_redis.h"

#include <boost/asio/steady_timer.hpp>

#include "router/store/connection.h"
#include "router/store/transport.h"

namespace crosstown {

namespace asio = boost::asio;

asio::awaitable<Asked> ask_redis(asio::any_io_executor executor, StoreSettings target,
                                 std::vector<std::string> command,
                                 std::chrono::milliseconds timeout) {
  Asked asked;
  Connected connected = co_await connect(executor, target, timeout);
  if (!connected.transport) {
    asked.error = connected.error;
    co_return asked;
  }
  auto connection = std::make_shared<RedisConnection>(executor, std::move(connected.transport));
  connection->start(nullptr);
  asio::steady_timer limit(executor, timeout);
  limit.async_wait([connection](boost::system::error_code cancelled) {
    if (!cancelled) connection->close("no answer in time");
  });
  if (!target.password.empty()) {
    std::vector<std::string> login{"AUTH", target.password};
    if (!target.user.empty()) login.insert(login.begin() + 1, target.user);
    const auto reply = co_await connection->call(std::move(login));
    if (reply && reply->is_error()) asked.error = "AUTH: " + std::string(reply->text());
  }
  std::optional<Reply> reply;
  if (asked.error.empty()) reply = co_await connection->call(std::move(command));
  connection->close("asked");
  if (!asked.error.empty()) co_return asked;
  if (!reply) {
    asked.error = "no answer in time";
  } else if (reply->is_error()) {
    asked.error = reply->text();
  } else {
    asked.reply = std::move(*reply);
  }
  co_return asked;
}

}  // namespace crosstown
