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
  if (must_wait(need.url)) co_await wait_for_room(need.url);
  if (const auto found = flights_.find(need.url); found != flights_.end()) {
    const std::shared_ptr<Flight> flight = found->second;
    const auto waited = co_await flight->landed.async_wait(asio::as_tuple(asio::use_awaitable));
    static_cast<void>(waited);
    co_return flight->result;
  }
  if (flights_.size() >= most_at_once) co_return Fetched{};
  co_return co_await fly(std::move(need));
}

bool Fetcher::must_wait(const std::string& url) const {
  return flights_.size() >= most_at_once && !flights_.contains(url);
}

// Who comes in the moment in which a flight has landed may be faster: then it waits on.
asio::awaitable<void> Fetcher::wait_for_room(std::string url) {
  const auto deadline = std::chrono::steady_clock::now() + patience_before;
  while (must_wait(url) && waiting_.size() < most_waiting &&
         std::chrono::steady_clock::now() < deadline) {
    const auto own = std::make_shared<asio::steady_timer>(executor_, deadline);
    waiting_.push_back(own);
    const auto waited = co_await own->async_wait(asio::as_tuple(asio::use_awaitable));
    static_cast<void>(waited);
    std::erase(waiting_, own);
  }
}

asio::awaitable<Fetched> Fetcher::fly(NeedFetch need) {
  const std::string url = need.url;
  const auto flight = std::make_shared<Flight>(executor_);
  flight->landed.expires_after(2 * patience);
  flights_.emplace(url, flight);
  try {
    flight->result = co_await call(std::move(need));
  } catch (const std::exception& error) {  // whatever it was, others must not wait for it for ever
    SPDLOG_ERROR("event=fetch_failed url={} detail=\"{}\"", url, error.what());
  }
  flights_.erase(url);
  flight->landed.cancel();
  if (!waiting_.empty()) {
    waiting_.front()->cancel();
    waiting_.pop_front();
  }
  co_return flight->result;
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
