// What an answer says about one request, and whether that is what it should say.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "bench/load/plan.h"
#include "bench/load/response.h"
#include "router/message/tracking.h"

namespace crosstown::load {

enum class Problem : std::uint8_t {
  none,
  lost,             // the connection ended before the answer: it may have been stored
  timed_out,        // no answer in time: it may have been stored
  malformed,        // what came is no HTTP answer
  refused,          // a good request was answered with another status than 200
  no_number,        // 200 without anything that looks like a tracking number
  bad_number,       // it looks like one, but its check digit or its form is wrong
  forged_accepted,  // 200 for a wrong signature
};
inline constexpr std::size_t problem_count = 8;

// The word in the ledger and the report; empty for none.
[[nodiscard]] std::string_view to_text(Problem problem);

struct Verdict {
  int status = 0;  // 0: no HTTP answer
  std::optional<TrackingNumber> tracking;
  Problem problem = Problem::none;
};

[[nodiscard]] Verdict judge(Kind kind, const Response& response);

// The first run of characters in `text` with the shape of a tracking number, NN-NNNNNNN-N with
// seven to nine digits in the middle; empty if there is none. Its check digit is not looked at.
[[nodiscard]] std::string_view find_tracking(std::string_view text);

}  // namespace crosstown::load
