#include "bench/load/plan.h"

#include <algorithm>
#include <cmath>

namespace crosstown::load {

std::string_view to_text(Kind kind) {
  switch (kind) {
    case Kind::unique: return "unique";
    case Kind::duplicate: return "duplicate";
    case Kind::forged: return "forged";
  }
  return "";
}

Plan::Plan(std::uint64_t seed, double duplicates, double forged)
    : random_(mix(seed)), duplicates_(duplicates), forged_(forged) {}

Planned Plan::next() {
  const double dice = random_.share();
  if (dice < forged_) return {Kind::forged, forgeries_++};
  if (dice < forged_ + duplicates_ && uniques_ > 0) return {Kind::duplicate, repeated()};
  return {Kind::unique, uniques_++};
}

// Every fourth repeat is of the newest message: it follows at once, on another connection, while
// the first delivery is still under way. The others spread evenly over the orders of magnitude of
// distance.
std::uint64_t Plan::repeated() {
  const std::uint64_t newest = uniques_ - 1;
  if (random_.below(4) == 0) return newest;
  const double distance = std::pow(static_cast<double>(uniques_), random_.share());
  return newest - std::min(newest, static_cast<std::uint64_t>(distance));
}

}  // namespace crosstown::load
