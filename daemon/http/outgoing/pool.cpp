#include "daemon/http/outgoing/pool.h"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>

namespace crosstown::http {
namespace {

namespace asio = boost::asio;
constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

bool is_idempotent(std::string_view method) {
  constexpr std::array<std::string_view, 5> idempotent{"GET", "HEAD", "PUT", "DELETE", "OPTIONS"};
  return std::find(idempotent.begin(), idempotent.end(), method) != idempotent.end();
}

std::string key_of(const ctl::Url& url) {
  return (url.tls ? "https://" : "http://") + url.host + ':' + url.port;
}

}  // namespace

HttpClient::Pool::Pool(asio::any_io_executor executor, const HttpClientSettings& settings)
    : executor_(std::move(executor)),
      settings_(settings),
      rules_(settings.allowed),
      tls_(asio::ssl::context::tls_client),
      idle_timer_(executor_) {
  tls_.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
  tls_.set_default_verify_paths();
  boost::system::error_code error;
  if (!settings_.ca_file.empty()) tls_.load_verify_file(settings_.ca_file, error);
  if (error) throw std::runtime_error(settings_.ca_file + ": " + error.message());
}

void HttpClient::Pool::UnderWay::end(CallTrouble why, std::string detail) {
  if (ended) return;
  ended = CallFailure{.trouble = why, .sent = false, .detail = std::move(detail)};
  turn.cancel();
  if (cancel_step) cancel_step();
}

void HttpClient::Pool::limit(const Calls& call, asio::steady_timer& timer,
                             std::chrono::milliseconds time, CallTrouble why, std::string detail) {
  timer.expires_after(time);
  timer.async_wait([weak = std::weak_ptr<UnderWay>(call), why,
                    detail = std::move(detail)](boost::system::error_code cancelled) {
    if (const auto still = weak.lock(); still && !cancelled) still->end(why, detail);
  });
}

asio::awaitable<CallResult> HttpClient::Pool::perform(std::shared_ptr<Pool> pool,
                                                      OutgoingCall wanted) {
  const auto url = ctl::parse_url(wanted.url);
  auto request = url ? request_bytes(wanted, *url) : std::nullopt;
  CallFailure failure;
  if (!request) failure = {CallTrouble::bad_call, false, "not a URL, or not a header"};
  if (pool->stopped_) failure = {CallTrouble::stopped, false, "the daemon ends"};
  if (!request || pool->stopped_) co_return CallResult(std::move(failure));
  const auto call = std::make_shared<UnderWay>(pool->executor_);
  pool->under_way_.insert(call);
  pool->limit(call, call->limit, pool->settings_.timeout, CallTrouble::timeout,
              "no whole answer in time");
  auto running = pool->run(call, std::move(wanted), *url, *std::move(request));
  CallResult result = co_await std::move(running);
  call->limit.cancel();
  pool->under_way_.erase(call);
  co_return result;
}

asio::awaitable<CallResult> HttpClient::Pool::run(Calls call, OutgoingCall wanted, ctl::Url url,
                                                  std::string request) {
  Host& host = hosts_[key_of(url)];
  auto turn = wait_for_turn(call, host);
  co_await std::move(turn);
  Exchanged done;
  bool reused = false;
  if (call->ended) {
    done.result = *call->ended;
  } else {
    auto trying = try_once(call, wanted, url, request, host, reused, false);
    done = co_await std::move(trying);
    const auto* failure = std::get_if<CallFailure>(&done.result);
    const bool again =
        failure && reused && !done.began && !call->ended && is_idempotent(wanted.method);
    if (again) {
      auto once_more = try_once(call, wanted, url, std::move(request), host, reused, true);
      done = co_await std::move(once_more);
    }
  }
  leave(host);
  co_return std::move(done.result);
}

// Every caller leaves, also one whose time was over before it had its turn.
asio::awaitable<void> HttpClient::Pool::wait_for_turn(Calls call, Host& host) {
  while (host.calls >= settings_.calls_per_host && !call->ended) {
    host.waiting.push_back(call);
    call->turn.expires_at(Clock::time_point::max());
    co_await call->turn.async_wait(as_values);
  }
  ++host.calls;
}

void HttpClient::Pool::leave(Host& host) {
  --host.calls;
  while (!host.waiting.empty()) {
    const auto next = host.waiting.front().lock();
    host.waiting.pop_front();
    if (!next || next->ended) continue;
    next->turn.cancel();
    return;
  }
}

asio::awaitable<Exchanged> HttpClient::Pool::try_once(Calls call, const OutgoingCall& wanted,
                                                      const ctl::Url& url, std::string request,
                                                      Host& host, bool& reused, bool fresh) {
  Exchanged done;
  std::shared_ptr<ClientWire> wire = fresh ? nullptr : kept(host);
  reused = wire != nullptr;
  if (!wire) {
    auto opening = open(call, url);
    Opened opened = co_await std::move(opening);
    if (!opened.wire) {
      done.result = std::move(opened.failure);
      co_return done;
    }
    wire = std::move(opened.wire);
  }
  call->cancel_step = [wire] { wire->close(); };
  const AnswerLimits limits{settings_.max_head,
                            wanted.max_body ? wanted.max_body : settings_.max_body};
  auto exchanging = exchange(wire, std::move(request), wanted.method == "HEAD", limits);
  done = co_await std::move(exchanging);
  call->cancel_step = nullptr;
  if (call->ended && std::holds_alternative<CallFailure>(done.result)) {
    done.result = *call->ended;
    std::get<CallFailure>(done.result).sent = true;
  }
  if (done.reusable && !call->ended)
    keep(host, std::move(wire));
  else
    wire->close();
  co_return done;
}

std::shared_ptr<ClientWire> HttpClient::Pool::kept(Host& host) {
  while (!host.idle.empty()) {
    auto wire = std::move(host.idle.back().wire);  // the youngest: the likeliest to be open still
    host.idle.pop_back();
    if (wire->is_quiet()) return wire;
    wire->close();
  }
  return nullptr;
}

void HttpClient::Pool::keep(Host& host, std::shared_ptr<ClientWire> wire) {
  if (stopped_ || settings_.idle_per_host == 0) return wire->close();
  if (host.idle.size() >= settings_.idle_per_host) {
    host.idle.front().wire->close();
    host.idle.pop_front();
  }
  host.idle.push_back({std::move(wire), Clock::now()});
  watch_idle();
}

void HttpClient::Pool::watch_idle() {
  if (watching_ || stopped_ || idle_connections() == 0) return;
  watching_ = true;
  idle_timer_.expires_after(settings_.idle);
  idle_timer_.async_wait([weak = weak_from_this()](boost::system::error_code) {
    if (const auto pool = weak.lock()) pool->close_old();
  });
}

void HttpClient::Pool::close_old() {
  watching_ = false;
  const auto oldest = Clock::now() - settings_.idle;
  for (auto& [key, host] : hosts_) {
    while (!host.idle.empty() && (stopped_ || host.idle.front().since <= oldest)) {
      host.idle.front().wire->close();
      host.idle.pop_front();
    }
  }
  watch_idle();
}

void HttpClient::Pool::stop() {
  stopped_ = true;
  idle_timer_.cancel();
  close_old();
  const auto calls = under_way_;  // ending one may take it out
  for (const Calls& call : calls) call->end(CallTrouble::stopped, "the daemon ends");
}

std::size_t HttpClient::Pool::idle_connections() const {
  std::size_t all = 0;
  for (const auto& [key, host] : hosts_) all += host.idle.size();
  return all;
}

}  // namespace crosstown::http
