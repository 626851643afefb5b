// A lane's tracking numbers: leased from Redis in blocks, noted on the disk, kept in reserve for an
// outage.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

#include "router/lane/lane.h"
#include "router/store/library.h"

namespace crosstown {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint32_t largest_lease = 1000;
constexpr std::chrono::seconds note_pause{1};  // after the disk failed
constexpr double most_reserved = 100'000;
// What all daemons together lease in the seconds that a failover or a power cut can take is less
// than this and ten seconds' messages: a reserve grows by one block a second.
constexpr std::uint32_t jump_at_least = 10'000;
constexpr double jump_seconds = 10;
constexpr std::chrono::seconds reserve_pause{1};
constexpr std::size_t most_unnoted = 2;

}  // namespace

// Numbers are leased ahead of need, on the same connection, while messages flow: the lane's own,
// and those which the spool gives out while Redis is away.
void Lane::lease_if_needed() {
  if (!connection_) return;
  const int year = settings_.calendar(settings_.clock()).year;
  if (const std::uint32_t size = numbers_.wanted(year);
      size > 0 && !leasing_ && unnoted_.size() < most_unnoted) {
    leasing_ = true;
    lease(Spool::For::lane, year, size);
  }
  if (reserving_ || Clock::now() < note_again_ || Clock::now() < reserve_again_) return;
  if (unnoted_spool_) {  // the disk failed: the same block again
    reserving_ = true;
    note(Spool::For::spool, *unnoted_spool_);
  } else if (const std::uint32_t more = reserve_wanted(year); more > 0) {
    reserving_ = true;
    lease(Spool::For::spool, year, more);
  }
}

// As many as ten minutes take at the present pace, within limits.
std::uint32_t Lane::reserve_wanted(int year) const {
  if (!settings_.spool) return 0;
  const Spool::Numbers numbers = settings_.spool->numbers(settings_.partition);
  const std::uint32_t left = numbers.year == year ? numbers.left : 0;
  const auto target = static_cast<std::uint32_t>(
      std::clamp(taken_, static_cast<double>(settings_.store.spool_numbers), most_reserved));
  return left > target / 4 * 3 ? 0 : std::min(target - left, largest_lease);
}

std::uint32_t Lane::floor(int year) const {
  std::uint32_t floor = numbers_.floor(year);
  if (highest_year_ == year) floor = std::max(floor, highest_);
  if (!settings_.spool) return floor;
  const Spool::Numbers noted = settings_.spool->numbers(settings_.partition);
  return noted.year == year ? std::max(floor, noted.highest) : floor;
}

std::uint32_t Lane::jump_over_forgotten() const {
  return jump_at_least + static_cast<std::uint32_t>(taken_ / memory_of_pace.count() * jump_seconds);
}

void Lane::lease(Spool::For whom, int year, std::uint32_t size) {
  const std::string year_text = std::to_string(year), size_text = std::to_string(size),
                    floor_text = std::to_string(floor(year)), key = base(),
                    jump_text = std::to_string(jump_over_forgotten());
  const std::array<std::string_view, 9> arguments{
      "FCALL",  function_library().lease, "1", key, year_text, size_text, floor_text, history_,
      jump_text};
  std::string command;
  append_command(command, arguments);
  const auto sent = Clock::now();
  connection_->send(command, [this, sent, whom, year, size](std::optional<Reply> reply) {
    metrics_.lease_seconds.Observe(std::chrono::duration<double>(Clock::now() - sent).count());
    if (reply && !reply->is_error())
      return on_leased(whom, {year, static_cast<std::uint32_t>(reply->integer()), size});
    // The next tick or batch asks again.
    (whom == Spool::For::lane ? leasing_ : reserving_) = false;
    if (reply)
      SPDLOG_ERROR("event=lease_failed lane={} error=\"{}\"", settings_.partition, reply->text());
  });
}

void Lane::on_leased(Spool::For whom, Block block) {
  if (highest_year_ != block.year) highest_ = 0;
  highest_year_ = block.year;
  highest_ = std::max(highest_, block.first + block.size - 1);
  if (whom == Spool::For::lane) {
    leasing_ = false;
    unnoted_.push_back(block);
    if (!settings_.spool) return go_on_with_numbers();
  } else {
    unnoted_spool_ = block;
    reserve_again_ = Clock::now() + reserve_pause;
  }
  note(whom, block);
}

// The disk gets to know of a lease before its numbers are given out: after a restart, and with a
// Redis that lost its last second, they would be given out again. The lane waits no longer than a
// moment for a disk that is slow, and not at all for one that fails (Lane::send).
void Lane::note(Spool::For whom, Block block) {
  settings_.spool->lease(
      settings_.partition, whom, block.year, block.first, block.size, own().get_executor(),
      [this, whom, block](const std::string& error) { on_noted(whom, block, error); });
}

void Lane::on_noted(Spool::For whom, Block block, const std::string& error) {
  if (!error.empty()) {
    note_again_ = Clock::now() + note_pause;
    SPDLOG_WARN("event=lease_not_noted lane={} error=\"{}\"", settings_.partition, error);
  }
  if (whom == Spool::For::spool) {
    reserving_ = false;
    if (!error.empty()) return;
    unnoted_spool_.reset();
    return lease_if_needed();
  }
  // Unless they had to be used meanwhile. Blocks are noted in their order.
  if (!unnoted_.empty() && unnoted_.front().first == block.first) go_on_with_numbers();
}

// Redis is not what is slow then, and the spool lies on the same disk.
bool Lane::waits_for_note() const {
  return !unnoted_.empty() && numbers_.available(settings_.calendar(settings_.clock()).year) == 0;
}

bool Lane::use_unnoted() {
  if (unnoted_.empty()) return false;
  const Block block = unnoted_.front();
  unnoted_.pop_front();
  numbers_.add(block.year, block.first, block.size);
  return true;
}

void Lane::go_on_with_numbers() {
  if (!use_unnoted()) return;
  hold_until_ = {};
  pump();
}

}  // namespace crosstown
