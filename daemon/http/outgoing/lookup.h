// Finds the addresses of a host's name. Who waits for it can stop waiting.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace crosstown::http {

struct Resolved {
  boost::system::error_code error;
  std::vector<boost::asio::ip::tcp::endpoint> endpoints;
};

// getaddrinfo(3) cannot be interrupted: who waits for it can. Calls back once, on the executor.
class Lookup : public std::enable_shared_from_this<Lookup> {
 public:
  Lookup(const boost::asio::any_io_executor& executor, std::function<void(Resolved)> done)
      : resolver_(executor), done_(std::move(done)) {}

  void start(const std::string& host, const std::string& port);
  void give_up();

 private:
  void finish(Resolved resolved);

  boost::asio::ip::tcp::resolver resolver_;
  std::function<void(Resolved)> done_;
};

}  // namespace crosstown::http
