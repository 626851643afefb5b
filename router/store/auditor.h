// Reads what an audit needs out of Redis and the spool, in small steps, and lets AuditBooks judge.
//
// A partition's counts and the ends of its streams are taken in one call, the mark; what is
// accepted later lies behind it and is not looked at. From the mark to the partition's end nothing
// is moved (the caretakers of all daemons, and replays, rest), so what is there is met once. Each
// step reads at most a hundred messages, and as long as it took nothing follows.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "router/lane/lane.h"
#include "router/store/audit_books.h"

namespace crosstown {

struct AuditWish {
  std::vector<std::string> days;  // "2026-11-22"; 31 at most, since one call sums their counts up
  std::string channel;            // empty: all
  std::vector<std::string> queues;
  struct Seen {
    std::string channel;
    std::chrono::seconds window{1};
  };
  std::vector<Seen> channels;  // whose provider ids are looked for
};

class Auditor {
 public:
  static constexpr std::size_t most_days = 31;

  // All live longer; `spool` may be null.
  Auditor(std::vector<Lane*> lanes, Spool* spool, std::function<CivilHour(Time)> calendar,
          std::function<Time()> clock)
      : lanes_(std::move(lanes)),
        spool_(spool),
        calendar_(std::move(calendar)),
        clock_(std::move(clock)) {}

  enum class Outcome {
    done,
    busy,         // another audit is under way
    unavailable,  // Redis does not answer, or did not all the time
  };
  struct Result {
    Outcome outcome = Outcome::unavailable;
    AuditReport report;
  };
  // On any of the I/O threads. A million messages take some minutes.
  [[nodiscard]] boost::asio::awaitable<Result> audit(AuditWish wish);

 private:
  const std::vector<Lane*> lanes_;
  Spool* const spool_;
  const std::function<CivilHour(Time)> calendar_;
  const std::function<Time()> clock_;
};

}  // namespace crosstown
