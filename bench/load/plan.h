// Which request comes when: the mixture of new messages, repeats and forgeries, fixed by the seed.
#pragma once

#include <cstdint>
#include <string_view>

#include "bench/load/random.h"

namespace crosstown::load {

enum class Kind : std::uint8_t { unique, duplicate, forged };

[[nodiscard]] std::string_view to_text(Kind kind);  // the word in the ledger

// `index` counts new messages from 0; a duplicate has the index of the message it repeats. Forged
// requests are counted apart and repeat nothing, so that nothing of theirs may ever be stored.
struct Planned {
  Kind kind = Kind::unique;
  std::uint64_t index = 0;
};

// Two plans of the same settings give the same requests; copies continue alike.
class Plan {
 public:
  // `duplicates` and `forged` are shares of all requests, together below 1.
  Plan(std::uint64_t seed, double duplicates, double forged);

  Planned next();

 private:
  std::uint64_t repeated();

  Random random_;
  double duplicates_;
  double forged_;
  std::uint64_t uniques_ = 0;
  std::uint64_t forgeries_ = 0;
};

}  // namespace crosstown::load
