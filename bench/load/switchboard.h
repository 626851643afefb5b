// Which connection a request goes out on, where there are several targets: daemons of one city.
// Each resident writes to one of them, since order is what one daemon accepted; repeats and
// forgeries go to all in turn.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "bench/load/schedule.h"

namespace crosstown::load {

// One thread. A connection's number decides its target.
class Switchboard {
 public:
  Switchboard(std::size_t targets, std::uint64_t residents);

  [[nodiscard]] std::size_t target_of(std::uint32_t connection) const {
    return connection % sides_.size();
  }

  void add_idle(std::uint32_t connection);
  void remove_idle(std::uint32_t connection);  // it ended
  [[nodiscard]] std::size_t idle() const { return idle_; }

  // Whether a further request could be used. Not while too many wait for a target that is away.
  [[nodiscard]] bool wants_more() const;
  // An idle connection, which is busy from now on; none: the request is parked until there is one.
  [[nodiscard]] std::optional<std::uint32_t> connect(const Job& job);

  struct Connected {
    Job job;
    std::uint32_t connection = 0;
  };
  // A request that was parked and has a connection now.
  [[nodiscard]] std::optional<Connected> next_parked();
  [[nodiscard]] std::size_t parked() const { return parked_; }
  // All that are parked, and will not be sent.
  [[nodiscard]] std::vector<Job> give_up();

 private:
  struct Side {
    // The one used last on top: few requests keep few connections warm.
    std::vector<std::uint32_t> idle;
    std::deque<Job> parked;
  };

  [[nodiscard]] std::size_t side_of(const Planned& request);
  [[nodiscard]] std::uint32_t take_idle(Side& side);

  const std::uint64_t residents_;
  std::vector<Side> sides_;
  std::size_t idle_ = 0;
  std::size_t parked_ = 0;
  std::size_t turn_ = 0;  // of repeats
};

}  // namespace crosstown::load
