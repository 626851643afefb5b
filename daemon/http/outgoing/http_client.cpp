#include "daemon/http/outgoing/http_client.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "channels/http_request.h"
#include "daemon/http/outgoing/pool.h"

namespace crosstown::http {

namespace asio = boost::asio;

std::string_view OutgoingAnswer::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& one) {
    return equal_ignoring_case(one.first, name);
  });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view to_text(CallTrouble trouble) {
  switch (trouble) {
    case CallTrouble::bad_call: return "bad_call";
    case CallTrouble::unresolved: return "unresolved";
    case CallTrouble::forbidden: return "forbidden";
    case CallTrouble::connect: return "connect";
    case CallTrouble::tls: return "tls";
    case CallTrouble::timeout: return "timeout";
    case CallTrouble::too_large: return "too_large";
    case CallTrouble::broken: return "broken";
    case CallTrouble::stopped: break;
  }
  return "stopped";
}

HttpClient::HttpClient(asio::any_io_executor executor, const HttpClientSettings& settings)
    : pool_(std::make_shared<Pool>(std::move(executor), settings)) {}

HttpClient::~HttpClient() { stop(); }

asio::awaitable<CallResult> HttpClient::call(OutgoingCall call) {
  auto running = Pool::perform(pool_, std::move(call));
  co_return co_await asio::co_spawn(pool_->executor(), std::move(running), asio::use_awaitable);
}

void HttpClient::stop() {
  asio::post(pool_->executor(), [pool = pool_] { pool->stop(); });
}

std::size_t HttpClient::idle_connections() const { return pool_->idle_connections(); }

}  // namespace crosstown::http
