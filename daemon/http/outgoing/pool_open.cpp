// How the pool comes to a new connection.
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "daemon/http/outgoing/lookup.h"
#include "daemon/http/outgoing/pool.h"
#include "router/awaited.h"

namespace crosstown::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

IpAddress bytes_of(const asio::ip::address& address) {
  if (address.is_v6()) return address.to_v6().to_bytes();
  return asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4()).to_bytes();
}

CallFailure failure(CallTrouble trouble, std::string detail) {
  return {.trouble = trouble, .sent = false, .detail = std::move(detail)};
}

}  // namespace

asio::awaitable<HttpClient::Pool::Opened> HttpClient::Pool::open(Calls call, ctl::Url url) {
  limit(call, call->connect_limit, settings_.connect_timeout, CallTrouble::connect,
        "not connected in time");
  auto connecting = connect(call, std::move(url));
  Opened opened = co_await std::move(connecting);
  call->connect_limit.cancel();
  call->cancel_step = nullptr;
  if (call->ended) {
    if (opened.wire) std::exchange(opened.wire, nullptr)->close();
    opened.failure = *call->ended;
  }
  co_return opened;
}

asio::awaitable<HttpClient::Pool::Opened> HttpClient::Pool::connect(Calls call, ctl::Url url) {
  Opened opened;
  std::function<void(std::function<void(Resolved)>)> begin =
      [call, url, executor = executor_](std::function<void(Resolved)> done) {
        const auto lookup = std::make_shared<Lookup>(executor, std::move(done));
        call->cancel_step = [lookup] { lookup->give_up(); };
        lookup->start(url.host, url.port);
      };
  auto looking = awaited<Resolved>(std::move(begin));
  Resolved resolved = co_await std::move(looking);
  call->cancel_step = nullptr;
  if (resolved.error || call->ended) {
    opened.failure = failure(CallTrouble::unresolved, resolved.error.message());
    co_return opened;
  }
  std::erase_if(resolved.endpoints, [this](const tcp::endpoint& endpoint) {
    return !rules_.may_call(bytes_of(endpoint.address()));
  });
  if (resolved.endpoints.empty()) {
    opened.failure =
        failure(CallTrouble::forbidden, "its address is not public; outgoing.allow can permit it");
    co_return opened;
  }

  const auto socket = std::make_shared<tcp::socket>(executor_);
  call->cancel_step = [socket] {
    error_code ignored;
    socket->close(ignored);
  };
  error_code error;
  for (const tcp::endpoint& endpoint : resolved.endpoints) {
    error_code ignored;
    socket->close(ignored);
    auto [failed] = co_await socket->async_connect(endpoint, as_values);
    error = failed;
    if (!error || call->ended) break;
  }
  call->cancel_step = nullptr;
  if (error || call->ended) {
    opened.failure = failure(CallTrouble::connect, error.message());
    co_return opened;
  }
  error_code ignored;
  socket->set_option(tcp::no_delay(true), ignored);
  if (!url.tls) {
    opened.wire = plain_wire(std::move(*socket));
    co_return opened;
  }
  const auto wire = tls_wire(std::move(*socket), tls_, url.host);
  call->cancel_step = [wire] { wire->close(); };
  error = co_await wire->handshake();
  if (error) {
    wire->close();
    const std::string trouble = wire->certificate_trouble();
    opened.failure = failure(CallTrouble::tls, trouble.empty() ? error.message() : trouble);
    co_return opened;
  }
  opened.wire = wire;
  co_return opened;
}

}  // namespace crosstown::http
