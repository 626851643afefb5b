// What was counted, for charts; one call to each partition.
#include <charconv>

#include "router/store/desk.h"
#include "router/store/library.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

constexpr std::size_t words_of_count = 5;

void add(Desk::Counts& counts, ReplyView flat, const std::vector<std::string>& queues) {
  std::size_t at = 0;
  for (const std::string& queue : queues) counts.closed[queue] += number(flat.at(at++).text());
  for (; at + words_of_count <= flat.size(); at += words_of_count) {
    const auto word = [&](std::size_t n) { return std::string(flat.at(at + n).text()); };
    counts.received.push_back({word(0), word(1), word(2), word(3), number(flat.at(at + 4).text())});
  }
}

}  // namespace

asio::awaitable<Desk::Result<Desk::Counts>> Desk::counts(std::vector<std::string> queues,
                                                         Time since,
                                                         std::vector<std::string> days) {
  Result<Counts> result;
  for (Lane* lane : lanes_) {
    Arguments call{"FCALL",
                   desk_library().counts,
                   "1",
                   lane->base(),
                   std::to_string(since.time_since_epoch().count()),
                   std::to_string(queues.size())};
    call.insert(call.end(), queues.begin(), queues.end());
    call.insert(call.end(), days.begin(), days.end());
    const auto reply = co_await lane->command(std::move(call));
    if (!reply || reply->is_error()) co_return result;
    add(result.value, reply->view(), queues);
  }
  result.outcome = Outcome::done;
  co_return result;
}

}  // namespace crosstown
