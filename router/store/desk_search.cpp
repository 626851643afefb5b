// Searches over all partitions: each gives its next requests in order, and they are merged.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "router/message/tracking.h"
#include "router/store/desk.h"
#include "router/store/library.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Outcome = Desk::Outcome;

// What type and channel pass over is bounded: then the page is short, and has a next one.
constexpr std::size_t most_examined = 2000;

struct Found {
  std::string score;
  RequestRecord record;
};

// "1795363445123.26-0000001-8": behind that score and number.
struct Cursor {
  std::string score, tracking;
};

std::optional<Cursor> parse_cursor(std::string_view text) {
  if (text.empty()) return Cursor{};
  const auto dot = text.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot > 15) return std::nullopt;
  const std::string_view score = text.substr(0, dot);
  if (score.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const auto number = parse_tracking(text.substr(dot + 1));
  if (!number) return std::nullopt;
  return Cursor{std::string(score), to_text(*number)};
}

std::string bound(Time time) {
  if (time == Time::min()) return "-inf";
  if (time == Time::max()) return "+inf";
  return std::to_string(time.time_since_epoch().count());
}

std::vector<std::string> sets_of(const SearchWish& wish) {
  static const std::vector<std::string> all{"received", "taken", "in-progress", "closed"};
  std::vector<std::string> sets;
  for (const std::string& queue : wish.queues) {
    if (wish.by_due) {
      sets.push_back("due:" + queue);
      continue;
    }
    for (const std::string& status : wish.statuses.empty() ? all : wish.statuses)
      sets.push_back(fmt::format("index:{}:{}", status, queue));
  }
  return sets;
}

bool is_wanted(const RequestRecord& record, const SearchWish& wish) {
  const auto& statuses = wish.statuses;
  return (wish.type.empty() || wish.type == record.type) &&
         (wish.channel.empty() || wish.channel == record.channel) &&
         (statuses.empty() ||
          std::find(statuses.begin(), statuses.end(), record.status) != statuses.end());
}

std::int64_t number(const std::string& score) {
  std::int64_t value = 0;
  std::from_chars(score.data(), score.data() + score.size(), value);
  return value;
}

void sort(std::vector<Found>& found, bool newest_first) {
  std::sort(found.begin(), found.end(), [newest_first](const Found& a, const Found& b) {
    const auto key = [](const Found& one) {
      return std::pair(number(one.score), std::string_view(one.record.tracking));
    };
    return newest_first ? key(b) < key(a) : key(a) < key(b);
  });
}

}  // namespace

asio::awaitable<Desk::Result<SearchPage>> Desk::search(SearchWish wish) {
  Result<SearchPage> result;
  auto cursor = parse_cursor(wish.after);
  if (!cursor) {
    result.outcome = Outcome::bad_cursor;
    co_return result;
  }
  const std::vector<std::string> sets = sets_of(wish);
  for (std::size_t examined = 0; result.value.requests.size() < wish.limit;) {
    std::vector<Found> found;
    for (Lane* lane : lanes_) {
      Arguments call{"FCALL",
                     desk_library().search,
                     "1",
                     lane->base(),
                     wish.newest_first ? "desc" : "asc",
                     bound(wish.from),
                     bound(wish.to),
                     cursor->score,
                     cursor->tracking,
                     std::to_string(wish.limit)};
      call.insert(call.end(), sets.begin(), sets.end());
      const auto reply = co_await lane->command(std::move(call));
      if (!reply || reply->is_error()) co_return result;
      for (std::size_t i = 0; i < reply->size(); ++i) {
        const ReplyView one = reply->view().at(i);
        found.push_back({std::string(one.at(1).text()),
                         read_record(std::string(one.at(0).text()), one.at(2).text())});
      }
    }
    sort(found, wish.newest_first);
    const bool last = found.size() < wish.limit;
    if (!last) found.resize(wish.limit);  // each partition's own are whole up to here
    std::size_t used = 0;
    for (; used < found.size() && result.value.requests.size() < wish.limit; ++used) {
      Found& one = found[used];
      *cursor = {one.score, one.record.tracking};
      if (is_wanted(one.record, wish)) result.value.requests.push_back(std::move(one.record));
    }
    examined += used;
    const bool ended = last && used == found.size();
    result.value.next = ended ? "" : cursor->score + "." + cursor->tracking;
    if (ended || examined >= most_examined) break;
  }
  result.outcome = Outcome::done;
  co_return result;
}

}  // namespace crosstown
