#include "router/store/recorded.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <chrono>
#include <map>
#include <utility>

#include "router/message/tracking.h"
#include "router/store/library.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr std::size_t messages_at_once = 100;
constexpr std::uint64_t numbers_at_once = 200;
constexpr std::size_t page_bytes = 4 << 20;
// Of numbers that are looked at without finding anything a page has enough, too.
constexpr std::uint64_t numbers_of_page = 50'000;
// Two daemons' largest reserves for an outage (docs/architecture.md).
constexpr std::uint64_t most_behind = 200'000;

template <class Number>
bool read_whole(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::optional<RecordedPlace> parse_recorded_place(std::string_view text, int partitions) {
  std::array<std::string_view, 4> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool last = i + 1 == parts.size();
    const std::size_t dash = last ? text.size() : text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    parts[i] = text.substr(0, dash);
    text.remove_prefix(last ? dash : dash + 1);
  }
  RecordedPlace place;
  if (!read_whole(parts[0], place.partition) || !read_whole(parts[1], place.year) ||
      !read_whole(parts[2], place.number) || !read_whole(parts[3], place.older) ||
      place.partition < 0 || place.partition >= partitions || place.year < 0 || place.year > 99)
    return std::nullopt;
  return place;
}

std::string to_text(const RecordedPlace& place) {
  return fmt::format("{}-{}-{}-{}", place.partition, place.year, place.number, place.older);
}

struct RecordedMessages::Walk {
  Time since;
  RecordedPlace at;
  RecordedPage page{};
  std::size_t bytes = 0;
  std::uint64_t looked_at = 0;

  [[nodiscard]] bool full() const { return bytes >= page_bytes || looked_at >= numbers_of_page; }
};

asio::awaitable<std::optional<RecordedPage>> RecordedMessages::page(Time since,
                                                                    RecordedPlace from) const {
  Walk walk{since, from};
  const int partitions = static_cast<int>(lanes_.size());
  while (walk.at.partition < partitions) {
    auto walking = walk_year(walk);
    const bool read = co_await std::move(walking);
    if (!read) co_return std::nullopt;
    if (walk.at.year < 0) walk.at = RecordedPlace{walk.at.partition + 1};
    if (walk.full() && walk.at.partition < partitions) {
      walk.page.next = walk.at;
      break;
    }
  }
  co_return std::move(walk.page);
}

// What is left of the latest year that has numbers, at most to the page's end. Then the place is in
// an earlier year, -1 when there is none.
asio::awaitable<bool> RecordedMessages::walk_year(Walk& walk) const {
  Lane& lane = *lanes_[static_cast<std::size_t>(walk.at.partition)];
  std::vector<std::string> ask{"HGETALL", lane.base() + "numbers"};
  const auto years = co_await lane.command(std::move(ask));
  if (!years || years->is_error()) co_return false;
  std::map<int, std::uint64_t> highest;
  for (std::size_t i = 0; i + 1 < years->size(); i += 2) {
    int year = 0;
    std::uint64_t number = 0;
    if (read_whole(years->text_at(i), year) && read_whole(years->text_at(i + 1), number) &&
        year <= walk.at.year)
      highest.emplace(year, number);
  }
  const auto latest = highest.rbegin();
  const int year = latest == highest.rend() ? -1 : latest->first;
  if (year != walk.at.year) walk.at = {walk.at.partition, year};
  if (year < 0) co_return true;
  walk.at.number = std::min(walk.at.number, latest->second);
  while (walk.at.number > 0 && walk.at.older < most_behind) {
    if (walk.full()) co_return true;
    auto reading = read_some(walk);
    const bool read = co_await std::move(reading);
    if (!read) co_return false;
  }
  walk.at = {walk.at.partition, year - 1};
  co_return true;
}

// books.lua's ct_opened, and a rest as long as it took.
asio::awaitable<bool> RecordedMessages::read_some(Walk& walk) const {
  const auto began = Clock::now();
  Lane& lane = *lanes_[static_cast<std::size_t>(walk.at.partition)];
  std::vector<std::string> ask{"FCALL",
                               books_library().opened,
                               "1",
                               lane.base(),
                               std::to_string(walk.since.time_since_epoch().count()),
                               std::to_string(messages_at_once)};
  for (std::uint64_t n = 0; n < std::min(walk.at.number, numbers_at_once); ++n) {
    const auto sequence = static_cast<std::uint32_t>((walk.at.number - n) * lanes_.size() +
                                                     static_cast<std::uint64_t>(walk.at.partition));
    ask.push_back(to_text(TrackingNumber{walk.at.year, sequence}));
  }
  const auto reply = co_await lane.command(std::move(ask));
  std::uint64_t looked_at = 0, older = 0, gone = 0;
  if (!reply || reply->is_error() || !read_whole(reply->text_at(0), looked_at) ||
      !read_whole(reply->text_at(1), older) || !read_whole(reply->text_at(2), gone) ||
      looked_at == 0 || looked_at > walk.at.number)
    co_return false;
  for (std::size_t i = 3; i < reply->size(); ++i) {
    walk.bytes += reply->text_at(i).size();
    walk.page.events.emplace_back(reply->text_at(i));
  }
  walk.page.gone += gone;
  walk.looked_at += looked_at;
  walk.at.number -= looked_at;
  walk.at.older = older == looked_at ? walk.at.older + older : older;
  asio::steady_timer rest(co_await asio::this_coro::executor, Clock::now() - began);
  co_await rest.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return true;
}

}  // namespace crosstown
