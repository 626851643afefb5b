// A bounded keep, on disk, of raw requests that named our account but failed authentication. A
// wrong secret in the configuration makes every resident look like a forger: what was refused
// meanwhile waits here until an operator releases it (it goes the ordinary way, vouched for) or
// drops it.
//
// The quota is per channel and the oldest are kept: a forger who floods a channel cannot push out
// what residents sent before. Once it is full, new requests are not kept, and that is counted.
//
// On disk: <folder>/<channel>/<UUIDv7>.request, mode 0600 (request_file.h has the format). Headers
// that carry credentials or sessions (Authorization, Proxy-Authorization, Cookie) are not stored;
// the signature header is, since an operator needs it to judge which secret was meant, and so are
// target and body, which hold what residents wrote. Of the sender's address only the network is.
//
// Every call but usage() and take_place() blocks for as long as the disk takes: call them on the
// disk thread.
// Several threads may call at once; one process owns the folder.
#pragma once

#include <atomic>
#include <boost/system/result.hpp>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "channels/http_request.h"
#include "router/message/message.h"
#include "router/store/content/durable_file.h"

namespace crosstown {

// Each for one channel.
struct QuarantineLimits {
  std::uint64_t bytes = 64 << 20;  // of the files, headers included
  std::uint64_t entries = 1000;
  std::uint64_t body = 1 << 20;  // bytes of one body
  std::uint64_t waiting = 256;   // requests on their way to the disk
};

// A request to be kept. Nothing is owned: all of it lives until keep() returns.
struct Suspect {
  std::string_view channel;
  Time time;
  std::string_view code;    // RefusalRule::name
  std::string_view detail;  // Refusal::detail
  HttpRequest request;
  std::string_view peer;  // the whole address: keep() takes off what names a single host
};

struct QuarantineSummary {
  std::string id;  // UUIDv7: sorts by time
  std::string channel;
  Time time{};
  std::string code;
  std::string detail;
  std::string method;
  std::string target;
  std::string peer;  // "203.0.113.0/24", "2001:db8:7::/48", or empty
  std::uint64_t body_size = 0;
  std::string
      damage;  // not empty: the file cannot be read, and only id, channel and time are known
};

struct QuarantinedRequest : QuarantineSummary {
  std::string public_url;
  std::vector<std::pair<std::string, std::string>> headers;  // in their order
  std::string body;
};

// The request as an adapter reads it: a view into `kept` and into `headers`, which this fills.
[[nodiscard]] HttpRequest view_of(const QuarantinedRequest& kept, std::vector<Header>& headers);

enum class QuarantineFault {
  invalid_channel,  // not [a-z0-9][a-z0-9-]{0,62}
  invalid_id,       // not a UUIDv7 in lower case
  not_found,
  too_large,  // the body, or all headers together
  full,       // the channel's quota is used up
  busy,       // too many requests wait for the disk
  damaged,    // the file is not as it was written
  disk,       // `detail` has call, path and errno
};
struct QuarantineError {
  QuarantineFault fault = QuarantineFault::disk;
  std::string detail;  // may be empty; no request content
};
template <class T>
using QuarantineResult = boost::system::result<T, QuarantineError>;

[[nodiscard]] std::string_view name_of(QuarantineFault fault);
[[nodiscard]] std::string to_text(const QuarantineError& error);

struct QuarantineUsage {
  std::uint64_t entries = 0;  // damaged ones count, too
  std::uint64_t bytes = 0;
  std::uint64_t not_kept = 0;  // since the start: too large, no room, or the disk failed
};

class Quarantine {
 public:
  // Makes the folder if need be (its parent must exist), removes what crashes have left half
  // written, and counts. `calls` must outlive the quarantine.
  [[nodiscard]] static QuarantineResult<std::unique_ptr<Quarantine>> open_folder(
      std::filesystem::path folder, QuarantineLimits limits, disk::Calls& calls = disk::kernel());

  // A place in a channel's line for the disk, until it is destroyed. Whoever sends keep() to
  // another thread takes one first: then a flood of forged requests holds up what else the disk has
  // to do by no more than one line. Faults: invalid_channel, busy, full; the latter two raise
  // not_kept. Does not block on the disk.
  using Place = std::shared_ptr<void>;
  [[nodiscard]] QuarantineResult<Place> take_place(std::string_view channel);

  // Gives the id; the request is durable by then. Every error but invalid_channel raises not_kept.
  [[nodiscard]] QuarantineResult<std::string> keep(const Suspect& suspect);

  // Oldest first. Reads the header of each file; bodies are checked by load() only.
  [[nodiscard]] QuarantineResult<std::vector<QuarantineSummary>> list(
      std::string_view channel) const;

  [[nodiscard]] QuarantineResult<QuarantinedRequest> load(std::string_view id) const;

  // Damaged ones as well. Durable on return.
  [[nodiscard]] QuarantineResult<void> drop(std::string_view id);

  // Every channel that has or had something. Does not block on the disk.
  [[nodiscard]] std::map<std::string, QuarantineUsage, std::less<>> usage() const;

 private:
  Quarantine(std::filesystem::path folder, QuarantineLimits limits, disk::Calls& calls);

  [[nodiscard]] disk::Result<void> count();
  [[nodiscard]] bool reserve(std::string_view channel, std::uint64_t size);
  void not_kept(std::string_view channel);
  void give_back(std::string_view channel, std::uint64_t size);
  [[nodiscard]] disk::Result<void> write(const Suspect& suspect, const std::string& id,
                                         std::string_view head);
  [[nodiscard]] disk::Result<void> make_channel_folder(std::string_view channel);
  [[nodiscard]] std::filesystem::path path_of(std::string_view channel, std::string_view id) const;
  // The channel that holds the file.
  [[nodiscard]] std::optional<std::string> channel_of(std::string_view id) const;

  const std::filesystem::path folder_;
  const QuarantineLimits limits_;
  disk::Calls& calls_;

  mutable std::mutex usage_mutex_;  // never held while the disk works
  std::map<std::string, QuarantineUsage, std::less<>> usage_;
  // How many wait; the places own it, too, since some may outlive the quarantine when all stops.
  std::map<std::string, std::shared_ptr<std::atomic<std::uint64_t>>, std::less<>> lines_;

  std::mutex folders_mutex_;
  std::set<std::string, std::less<>> durable_folders_;  // whose entry in folder_ has been synced
};

}  // namespace crosstown
