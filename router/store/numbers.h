// The tracking numbers that a lane may give out: leased in blocks ahead of need, taken one by one.
#pragma once

#include <cstdint>
#include <deque>
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

  // The next `count` numbers without taking them (fewer when fewer are left).
  void peek(int year, std::size_t count, std::vector<std::string>& out) const;
  // Of the numbers that peek() gave, those whose flag is set are gone; the others come again.
  void take(int year, const std::vector<bool>& gone);

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
