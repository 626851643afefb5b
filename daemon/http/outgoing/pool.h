// The connections behind HttpClient: who may have one, which are kept, how a call ends that takes
// too long. Everything on one thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "daemon/ctl/url.h"
#include "daemon/http/outgoing/address_rules.h"
#include "daemon/http/outgoing/exchange.h"
#include "daemon/http/outgoing/http_client.h"
#include "daemon/http/outgoing/wire.h"

namespace crosstown::http {

class HttpClient::Pool : public std::enable_shared_from_this<Pool> {
 public:
  Pool(boost::asio::any_io_executor executor, const HttpClientSettings& settings);

  // On the executor; the coroutine keeps the pool.
  [[nodiscard]] static boost::asio::awaitable<CallResult> perform(std::shared_ptr<Pool> pool,
                                                                  OutgoingCall call);
  void stop();
  [[nodiscard]] std::size_t idle_connections() const;
  [[nodiscard]] const boost::asio::any_io_executor& executor() const { return executor_; }

 private:
  using Clock = std::chrono::steady_clock;

  // A call: what ends the step that it is in when its time is over.
  struct UnderWay {
    explicit UnderWay(const boost::asio::any_io_executor& executor)
        : limit(executor), connect_limit(executor), turn(executor) {}
    void end(CallTrouble why, std::string detail);

    boost::asio::steady_timer limit;
    boost::asio::steady_timer connect_limit;
    boost::asio::steady_timer turn;  // for one of the host's places
    std::function<void()> cancel_step;
    std::optional<CallFailure> ended;
  };
  using Calls = std::shared_ptr<UnderWay>;

  struct Idle {
    std::shared_ptr<ClientWire> wire;
    Clock::time_point since;
  };
  struct Host {
    std::deque<Idle> idle;  // the oldest first
    std::size_t calls = 0;
    std::deque<std::weak_ptr<UnderWay>> waiting;
  };
  struct Opened {
    std::shared_ptr<ClientWire> wire;  // null: `failure` says why
    CallFailure failure;
  };

  void limit(const Calls& call, boost::asio::steady_timer& timer, std::chrono::milliseconds time,
             CallTrouble why, std::string detail);
  boost::asio::awaitable<CallResult> run(Calls call, OutgoingCall wanted, ctl::Url url,
                                         std::string request);
  boost::asio::awaitable<void> wait_for_turn(Calls call, Host& host);
  void leave(Host& host);
  boost::asio::awaitable<Exchanged> try_once(Calls call, const OutgoingCall& wanted,
                                             const ctl::Url& url, std::string request, Host& host,
                                             bool& reused, bool fresh);
  [[nodiscard]] std::shared_ptr<ClientWire> kept(Host& host);
  void keep(Host& host, std::shared_ptr<ClientWire> wire);
  void watch_idle();
  void close_old();
  boost::asio::awaitable<Opened> open(Calls call, ctl::Url url);
  boost::asio::awaitable<Opened> connect(Calls call, ctl::Url url);

  const boost::asio::any_io_executor executor_;
  const HttpClientSettings settings_;
  const AddressRules rules_;
  boost::asio::ssl::context tls_;
  std::map<std::string, Host> hosts_;  // by scheme, name and port: as many as are configured
  std::set<Calls> under_way_;
  boost::asio::steady_timer idle_timer_;
  bool watching_ = false;
  bool stopped_ = false;
};

}  // namespace crosstown::http
