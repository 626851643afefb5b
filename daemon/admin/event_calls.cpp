// What happens to requests, as it happens: server-sent events (WHATWG HTML, section 9.2).
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/admin/calls.h"
#include "daemon/admin/json_pages.h"
#include "daemon/admin/query.h"
#include "daemon/admin/work_pages.h"

namespace crosstown::calls {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using http::Response;
using Clock = std::chrono::steady_clock;

// A stream ends by itself now and then, and the client comes again with its Last-Event-ID: so a
// token that was taken away is of no use for long.
constexpr auto longest_stream = 15min;
constexpr auto heartbeat = 15s;     // a comment: proxies and clients see that it lives
constexpr auto look_every = 1s;     // for what other daemons do
constexpr auto gather_for = 100ms;  // so that a busy daemon is not asked for each message
constexpr std::size_t most_at_once = 200;

// How far each partition's events were told, "1795363445123-0" each.
using Position = std::vector<std::string>;

std::string to_text(const Position& position) {
  return fmt::format("{}", fmt::join(position, ","));
}

std::optional<Position> parse_position(std::string_view text, int partitions) {
  Position position;
  while (!text.empty()) {
    const auto one = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), one.size() + 1));
    if (!pages::is_entry_id(one)) return std::nullopt;
    position.emplace_back(one);
  }
  if (position.size() != static_cast<std::size_t>(partitions)) return std::nullopt;
  return position;
}

asio::awaitable<std::optional<Position>> end_of(Desk& desk) {
  Position position;
  for (int partition = 0; partition < desk.partitions(); ++partition) {
    auto reading = desk.events(partition, "$", 1);
    const auto end = co_await std::move(reading);
    if (end.outcome != Desk::Outcome::done) co_return std::nullopt;
    position.push_back(end.value.empty() ? "0-0" : end.value.front().id);
  }
  co_return position;
}

struct Telling {
  Store& store;
  Position position;
  std::string queue;  // empty: all
};

// What is new, as it goes over the wire; moves the position on.
asio::awaitable<std::string> news(Telling& telling) {
  std::string out;
  Desk& desk = telling.store.desk();
  for (int partition = 0; partition < desk.partitions(); ++partition) {
    std::string& at = telling.position[static_cast<std::size_t>(partition)];
    auto reading = desk.events(partition, at, most_at_once);
    const auto events = co_await std::move(reading);
    for (const DeskEvent& event : events.value) {
      at = event.id;
      const std::string data = pages::event(event, telling.queue);
      if (!data.empty())
        out += fmt::format("id: {}\ndata: {}\n\n", to_text(telling.position), data);
    }
  }
  co_return out;
}

asio::awaitable<void> tell(http::Wire& wire, std::shared_ptr<Telling> telling) {
  Bell& bell = telling->store.bell();
  asio::steady_timer pause(co_await asio::this_coro::executor);
  const auto end = Clock::now() + longest_stream;
  auto last = Clock::now();
  std::string greeting = ": crosstown\n\n";
  bool open = co_await wire.send(std::move(greeting));
  while (open && !wire.is_ending() && !bell.is_closed() && Clock::now() < end) {
    const Bell::Ticket before = bell.ticket(Work::everything);
    std::string out = co_await news(*telling);
    if (out.empty() && Clock::now() - last > heartbeat) out = ":\n\n";
    if (!out.empty()) {
      last = Clock::now();
      open = co_await wire.send(std::move(out));
      if (!open) co_return;
    }
    pause.expires_after(gather_for);
    co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    std::string everything(Work::everything);
    co_await bell.wait(std::move(everything), before, look_every);
  }
}

}  // namespace

// From now on, or behind the client's Last-Event-ID (or ?after=, for what cannot set a header).
Answer events(const AdminParts& parts, Call call) {
  const QueryValues query(call.request.target);
  const int partitions = parts.store.partitions();
  std::string_view from = call.request.header("Last-Event-ID");
  if (from.empty()) from = query["after"];
  auto telling = std::make_shared<Telling>(Telling{parts.store, {}, std::string(query["queue"])});
  if (from.empty()) {
    auto ending = end_of(parts.store.desk());
    auto position = co_await std::move(ending);
    if (!position) co_return pages::error(503, "unavailable", "Redis does not answer.");
    telling->position = *std::move(position);
  } else {
    auto position = parse_position(from, partitions);
    if (!position)
      co_return pages::error(400, "bad_field", "Last-Event-ID: the id of an event is expected.");
    telling->position = *std::move(position);
  }
  Response response;
  response.content_type = "text/event-stream";
  response.headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
  response.follow = [telling](http::Wire& wire) { return tell(wire, telling); };
  co_return response;
}

}  // namespace crosstown::calls
