// The operator's API: what crosstownctl and programs ask. Knows requests and answers, not who may
// ask: the doors (admin_door.h) decide that before.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/city.h"
#include "daemon/http/handler.h"
#include "daemon/intake.h"
#include "daemon/quarantine/quarantine.h"
#include "router/store/content/content_store.h"
#include "router/store/store.h"

namespace crosstown {

struct ReloadResult {
  bool applied = false;
  std::vector<std::string> problems;  // "file:line:column: …"
};

struct AdminParts {
  const CityHolder& city;
  Store& store;
  ContentStore& content;
  Quarantine& quarantine;
  boost::asio::thread_pool& disk;
  Intake& intake;
  Metrics& metrics;
  std::function<boost::asio::awaitable<ReloadResult>()> reload;
  std::function<std::string()> local_url;  // where this machine reaches the public door
  Time started;
};

class AdminApi {
 public:
  explicit AdminApi(AdminParts parts) : parts_(std::move(parts)) {}

  // `role`: agent, supervisor or admin; `local`: came through the control socket.
  struct Asker {
    std::string role;
    bool local = false;
  };
  [[nodiscard]] boost::asio::awaitable<http::Response> handle(const HttpRequest& request,
                                                              Asker asker);

  // Without a token: /healthz, /readyz, /metrics. False: another path.
  [[nodiscard]] bool open_page(std::string_view path, http::Response& response) const;

 private:
  using Path = std::vector<std::string>;  // the segments behind /api/v1/

  [[nodiscard]] http::Response status() const;
  boost::asio::awaitable<http::Response> request_status(std::string tracking);
  boost::asio::awaitable<http::Response> quarantine(std::string_view method, Path path,
                                                    std::string_view query);
  boost::asio::awaitable<http::Response> release(std::string channel, std::string id);
  boost::asio::awaitable<http::Response> reload();
  [[nodiscard]] http::Response sample(std::string_view body) const;

  AdminParts parts_;
};

}  // namespace crosstown
