// What the admin doors' pages work with.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/city.h"
#include "daemon/intake.h"
#include "daemon/metrics.h"
#include "daemon/quarantine/quarantine.h"
#include "daemon/sender/replies.h"
#include "router/store/content/content_store.h"
#include "router/store/store.h"

namespace crosstown {

struct ReloadResult {
  bool applied = false;
  std::vector<std::string> problems;  // "file:line:column: …"
};

// What clients of one door hold at this moment.
struct DoorLoad {
  std::string_view door;  // public, admin or control
  std::size_t connections = 0;
  std::uint64_t body_memory = 0;  // bytes, of limits.body_memory
  std::uint64_t body_files = 0;   // bytes, of limits.body_files
};

// All of it lives as long as the daemon.
struct AdminParts {
  const CityHolder& city;
  Store& store;
  ContentStore& content;
  Quarantine& quarantine;
  boost::asio::thread_pool& disk;
  Intake& intake;
  Metrics& metrics;
  Replies& replies;
  // `by`: who wants it, for the log.
  std::function<boost::asio::awaitable<ReloadResult>(std::string by)> reload;
  std::function<std::string()> local_url;             // where this machine reaches the public door
  std::function<std::vector<DoorLoad>()> door_loads;  // any thread
  Time started;
};

}  // namespace crosstown
