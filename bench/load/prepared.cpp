#include "bench/load/prepared.h"

#include <algorithm>
#include <string>

namespace crosstown::load {
namespace {

constexpr std::size_t block_size = std::size_t{1} << 20;

}  // namespace

bool PreparedRequests::make(Plan plan, std::uint64_t count, RequestMaker& maker,
                            std::size_t max_bytes) {
  std::string rest;
  for (std::uint64_t i = 0; i < count; ++i) {
    const Planned request = plan.next();
    if (request.kind == Kind::duplicate) continue;
    rest.clear();
    maker.append_rest(request, rest);
    if (rest.size() > room_) {
      if ((blocks_.size() + 1) * block_size > max_bytes || rest.size() > block_size) return false;
      blocks_.push_back(std::make_unique<char[]>(block_size));
      room_ = block_size;
    }
    char* const place = blocks_.back().get() + (block_size - room_);
    std::copy(rest.begin(), rest.end(), place);
    room_ -= rest.size();
    (request.kind == Kind::forged ? forged_ : genuine_).emplace_back(place, rest.size());
  }
  return true;
}

}  // namespace crosstown::load
