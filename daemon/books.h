// The books of one request: every message that it brought is accepted, refused or quarantined,
// once, so that received = accepted + refused{code} + quarantined to the message.
#pragma once

#include <cstddef>
#include <utility>

#include "daemon/metrics.h"

namespace crosstown {

class Books {
 public:
  // Received, as one message until brought() says otherwise.
  explicit Books(const ChannelMetrics& channel) : channel_(channel) {
    channel_.received.Increment();
  }
  Books(const Books&) = delete;
  Books& operator=(const Books&) = delete;
  // What nobody has decided met a bug: an exception ends the visit.
  ~Books() { refused(RefusalCode::internal); }

  void brought(std::size_t messages) {
    if (messages < 2) return;
    channel_.received.Increment(static_cast<double>(messages - 1));
    undecided_ += messages - 1;
  }
  // One message, by what became of it: queued, duplicates or self_served.
  void accepted(prometheus::Counter& as) {
    if (undecided_ == 0) return;
    --undecided_;
    channel_.accepted.Increment();
    as.Increment();
  }
  // All that are undecided: a request is refused as a whole.
  void refused(RefusalCode code) { close(channel_.refused(code)); }
  // One that was passed over beside others that were taken.
  void passed_over(RefusalCode code) {
    if (undecided_ == 0) return;
    --undecided_;
    channel_.refused(code).Increment();
  }
  void quarantined() { close(channel_.quarantined); }

 private:
  void close(prometheus::Counter& as) {
    as.Increment(static_cast<double>(std::exchange(undecided_, 0)));
  }

  const ChannelMetrics& channel_;
  std::size_t undecided_ = 1;
};

}  // namespace crosstown
