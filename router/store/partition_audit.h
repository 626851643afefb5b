// One partition's part of an audit: the steps that auditor.h speaks of.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/lane/lane.h"
#include "router/store/audit_books.h"
#include "router/store/auditor.h"

namespace crosstown {

class PartitionAudit {
 public:
  // All live longer. `partitions`: how many there are.
  PartitionAudit(Lane& lane, int partition, int partitions, const AuditWish& wish, Time now,
                 AuditBooks& books);

  [[nodiscard]] boost::asio::awaitable<Auditor::Outcome> run();

 private:
  using Step = boost::asio::awaitable<bool>;  // false: Redis did not answer as it should

  boost::asio::awaitable<std::optional<Reply>> call(std::vector<std::string> arguments);
  Step note_seen(bool again);
  Step note_bucket(const AuditWish::Seen& channel, std::int64_t bucket, bool again);
  boost::asio::awaitable<Auditor::Outcome> mark();
  Step walk_all();
  Step walk(std::string queue, std::string priority, std::string last);
  Step follow_requests();
  Step follow(std::vector<std::string> numbers);
  boost::asio::awaitable<void> finish();

  Lane& lane_;
  const int partition_;
  const int partitions_;
  const AuditWish& wish_;
  const Time now_;
  AuditBooks& books_;
  const std::string token_;
  std::vector<std::string> last_;  // of each queue's urgent, normal and low stream
};

}  // namespace crosstown
