// The way of a refused request into the quarantine. A stranger decides how many there are, so they
// wait in a bounded line for the disk threads, which what residents sent needs, too, and a flood of
// them cannot fill the log.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <string>

#include "daemon/quarantine/alarm.h"
#include "daemon/quarantine/quarantine.h"

namespace crosstown {

class Suspects {
 public:
  // Both live as long as the daemon. `disk`: where blocking file calls run.
  Suspects(Quarantine& quarantine, boost::asio::thread_pool& disk)
      : quarantine_(quarantine), disk_(disk) {}
  // When no thread runs what keep() began: logs what no summary has told yet.
  ~Suspects();
  Suspects(const Suspects&) = delete;
  Suspects& operator=(const Suspects&) = delete;

  // On an I/O thread. True: it is durable. What the suspect views lives until then.
  [[nodiscard]] boost::asio::awaitable<bool> keep(Suspect suspect);

 private:
  boost::asio::awaitable<void> summarise(std::string channel, QuarantineAlarm::Time at);

  Quarantine& quarantine_;
  boost::asio::thread_pool& disk_;
  QuarantineAlarm alarm_;
};

}  // namespace crosstown
