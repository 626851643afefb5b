// The tracking numbers that a lane may give out: leased in blocks ahead of need, taken one by one.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

namespace crosstown {

// Sequence numbers of partition p of N are k·N + p for k = 1, 2, …; Redis leases the k.
// Used on the lane's thread only.
class NumberPool {
 public:
  NumberPool(int partition, int partitions) : partition_(partition), partitions_(partitions) {}

  // A leased block [first, first + size) of `year`. Numbers of another year than that are let go.
  void add(int year, std::uint32_t first, std::uint32_t size);

  // Numbers left for `year`.
  [[nodiscard]] std::size_t available(int year) const;

  // A number given out for a message that may or may not need it.
  struct Fresh {
    std::uint32_t k = 0;
    std::string text;  // "26-0001234-9"
  };
  // The next `count` numbers; fewer when fewer are left.
  void take(int year, std::size_t count, std::vector<Fresh>& out);
  // What was not needed; it comes again first.
  void give_back(int year, std::span<const Fresh> unused);

  // How many to lease next: small at first, so that a quiet city's numbers have no large gaps after
  // a restart; doubling with demand up to 1,000. Zero while enough are left.
  [[nodiscard]] std::uint32_t wanted(int year) const;

  // The highest k of that year that was ever leased here: the floor of the next lease.
  [[nodiscard]] std::uint32_t floor(int year) const;

 private:
  static constexpr std::uint32_t smallest = 32;
  static constexpr std::uint32_t largest = 1000;

  const int partition_;
  const int partitions_;
  int year_ = -1;
  std::deque<std::uint32_t> free_;  // k, in the order they will be given
  std::uint32_t highest_ = 0;
  std::uint32_t next_size_ = smallest;
};

}  // namespace crosstown
