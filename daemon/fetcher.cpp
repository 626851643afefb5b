#include "daemon/fetcher.h"

#include <spdlog/spdlog.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace crosstown {
namespace {

namespace asio = boost::asio;

http::HttpClientSettings settings() {
  http::HttpClientSettings made;
  made.connect_timeout = Fetcher::patience;
  made.timeout = Fetcher::patience;
  made.allowed = {"0.0.0.0/0", "::/0"};
  return made;
}

}  // namespace

Fetcher::Fetcher(asio::any_io_executor executor)
    : executor_(std::move(executor)), client_(executor_, settings()) {}

void Fetcher::stop() { client_.stop(); }

asio::awaitable<Fetched> Fetcher::fetch(NeedFetch need) {
  auto joining = join(std::move(need));
  co_return co_await asio::co_spawn(executor_, std::move(joining), asio::use_awaitable);
}

asio::awaitable<Fetched> Fetcher::join(NeedFetch need) {
  const std::string url = need.url;
  if (const auto found = flights_.find(url); found != flights_.end()) {
    const std::shared_ptr<Flight> flight = found->second;
    const auto waited = co_await flight->landed.async_wait(asio::as_tuple(asio::use_awaitable));
    static_cast<void>(waited);
    co_return flight->result;
  }
  if (flights_.size() >= most_at_once) co_return Fetched{};
  const auto flight = std::make_shared<Flight>(executor_);
  flight->landed.expires_after(2 * patience);
  flights_.emplace(url, flight);
  Fetched fetched = co_await call(std::move(need));
  flight->result = fetched;
  flights_.erase(url);
  flight->landed.cancel();
  co_return fetched;
}

asio::awaitable<Fetched> Fetcher::call(NeedFetch need) {
  http::OutgoingCall outgoing;
  outgoing.method = "GET";
  outgoing.url = need.url;
  outgoing.max_body = need.max_size;
  http::CallResult result = co_await client_.call(std::move(outgoing));
  Fetched fetched;
  if (auto* const answer = std::get_if<http::OutgoingAnswer>(&result)) {
    fetched.status = answer->status;
    fetched.body = std::move(answer->body);
  } else {
    const auto& failure = std::get<http::CallFailure>(result);
    SPDLOG_WARN("event=fetch_failed url={} trouble={} detail=\"{}\"", need.url,
                to_text(failure.trouble), failure.detail);
  }
  co_return fetched;
}

}  // namespace crosstown
