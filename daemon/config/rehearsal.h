// What would become of recorded messages under another configuration: the same judgement that live
// messages get (foresee.h), at the time that they came.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/config/foresee.h"
#include "daemon/config/recorded_event.h"

namespace crosstown {

struct RehearsalReport {
  static constexpr std::size_t most_examples = 3;

  struct Example {
    std::string tracking;
    std::string rule;  // that sent it where it went
    std::string text;  // how it begins, or its subject
  };
  struct Move {
    std::string from;  // the queue it went to
    std::string to;    // empty: the daemon would answer by itself
    std::string rule;  // that would send it there
    std::uint64_t count = 0;
    std::vector<Example> examples;  // the latest
  };
  std::uint64_t stay = 0;     // same queue, type and priority
  std::uint64_t changed = 0;  // same queue, another type or priority
  std::uint64_t moved = 0;    // the sum of `moves`
  std::vector<Move> moves;    // the most first
  // What could not be judged.
  std::uint64_t cut = 0;         // the text is longer than its event carries
  std::uint64_t no_channel = 0;  // it came by a channel that the configuration does not have
  std::uint64_t unreadable = 0;  // no event that this version understands

  [[nodiscard]] std::uint64_t judged() const { return stay + changed + moved; }
};

// Not thread-safe.
class Rehearsal {
 public:
  // `config` must outlive it.
  explicit Rehearsal(const Config& config) : config_(config), judges_(config) {}

  // One message that opened a request; 10 to 40 µs.
  void add(std::string_view event);

  [[nodiscard]] RehearsalReport report() const;

 private:
  // Where it would go now; empty: the daemon would answer.
  [[nodiscard]] std::optional<Routing> judge(Message message) const;
  void note_move(const RecordedEvent& was, const std::string& to, const std::string& rule);

  const Config& config_;
  ConfigJudges judges_;
  simdjson::dom::parser parser_;
  RehearsalReport report_;  // without its moves
  std::map<std::tuple<std::string, std::string, std::string>, RehearsalReport::Move> moves_;
};

}  // namespace crosstown
