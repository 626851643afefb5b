// One question to a Redis server, on a connection of its own.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "router/store/resp.h"
#include "router/store/settings.h"

namespace crosstown {

struct Asked {
  Reply reply;
  std::string error;  // empty: `reply` is what the server said, and no error
};

// Connects, logs in where `target` has a password, sends the command, closes. `timeout` for each of
// connecting and answering.
[[nodiscard]] boost::asio::awaitable<Asked> ask_redis(boost::asio::any_io_executor executor,
                                                      StoreSettings target,
                                                      std::vector<std::string> command,
                                                      std::chrono::milliseconds timeout);

}  // namespace crosstown
