// What the store knows of a request's times: for whoever asks how it stands.
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <utility>

#include "router/message/event_time.h"
#include "router/message/tracking.h"
#include "router/store/library.h"
#include "router/store/store.h"

namespace crosstown {
namespace {

std::optional<Time> time_from(std::string_view milliseconds) {
  std::int64_t ms = 0;
  const auto [end, error] =
      std::from_chars(milliseconds.data(), milliseconds.data() + milliseconds.size(), ms);
  if (error != std::errc()) return std::nullopt;
  return Time(std::chrono::milliseconds(ms));
}

}  // namespace

boost::asio::awaitable<Store::Dates> Store::dates(std::string tracking) {
  Dates dates;
  const auto number = parse_tracking(tracking);
  if (!number) co_return dates;
  Lane& lane = *lanes_[number->sequence % lanes_.size()];
  std::vector<std::string> ask{"FCALL", books_library().dates, "1", lane.base(),
                               std::move(tracking)};
  const auto reply = co_await lane.command(std::move(ask));
  if (!reply || reply->is_error()) co_return dates;
  dates.due = event_time(reply->text_at(0));
  dates.changed = time_from(reply->text_at(1));
  co_return dates;
}

}  // namespace crosstown
