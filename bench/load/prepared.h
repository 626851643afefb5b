// Requests made before the clock starts, so that signing costs nothing while it runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "bench/load/plan.h"
#include "bench/load/request.h"

namespace crosstown::load {

class PreparedRequests {
 public:
  // Makes what the first `count` requests of `plan` need; a repeat shares its original's bytes.
  // False when that takes more than `max_bytes`: then nothing usable was made.
  [[nodiscard]] bool make(Plan plan, std::uint64_t count, RequestMaker& maker,
                          std::size_t max_bytes);

  // What RequestMaker::append_rest() would have added. One of the requests made.
  [[nodiscard]] std::string_view rest(Planned request) const {
    return (request.kind == Kind::forged ? forged_ : genuine_)[request.index];
  }

 private:
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t room_ = 0;  // left in the last block
  std::vector<std::string_view> genuine_;
  std::vector<std::string_view> forged_;
};

}  // namespace crosstown::load
