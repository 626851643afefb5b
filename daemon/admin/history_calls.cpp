// What came in lately: which rules' messages people sent elsewhere, and the messages themselves.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

#include "daemon/admin/calls.h"
#include "daemon/admin/json_object.h"
#include "daemon/admin/json_pages.h"
#include "router/config/scalars.h"

namespace crosstown::calls {
namespace {

using http::Response;
using std::chrono::milliseconds;

constexpr milliseconds longest = std::chrono::hours(24 * 92);

// Of the query's since=7d; also when it is not there. Empty: it is none, or too long.
std::optional<milliseconds> since_of(const Call& call) {
  const std::string_view text = call.query("since");
  const auto span = config::parse_duration(text.empty() ? "7d" : text);
  return span && span->count() > 0 && *span <= longest ? span : std::nullopt;
}

Response bad_since() {
  return pages::error(400, "bad_since", "since: a time like 12h or 7d is expected, 92d at most.");
}

Response unavailable() { return pages::error(503, "unavailable", "Redis does not answer."); }

// The city's days from then to now.
std::vector<std::string> days_since(const Calendar& calendar, Time then, Time now) {
  std::vector<std::string> days;
  for (Time time = then; time < now; time += std::chrono::hours(12)) {
    std::string day = calendar.date(time);
    if (days.empty() || days.back() != day) days.push_back(std::move(day));
  }
  std::string today = calendar.date(now);
  if (days.empty() || days.back() != today) days.push_back(std::move(today));
  return days;
}

Response page(const std::vector<std::string>& days, const std::vector<Misroute>& moved) {
  std::string body;
  {
    pages::Object object(body);
    object.text("first_day", days.front()).text("last_day", days.back());
    pages::append_list(object.name("moved"), moved, [&](const Misroute& one) {
      pages::Object(body)
          .text("rule", pages::printable(one.rule))
          .text("from", pages::printable(one.from))
          .text("to", pages::printable(one.to))
          .number("count", one.moved);
    });
  }
  return pages::json(std::move(body));
}

Response page(const RecordedPage& recorded) {
  std::string body;
  {
    pages::Object object(body);
    pages::append_list(object.name("events"), recorded.events, [&](const std::string& event) {
      json::append_string(body, pages::printable(event));
    });
    object.number("gone", recorded.gone)
        .text("next", recorded.next ? to_text(*recorded.next) : std::string());
  }
  return pages::json(std::move(body));
}

}  // namespace

Answer misroutes(const AdminParts& parts, Call call) {
  const auto since = since_of(call);
  if (!since) co_return bad_since();
  const Time today = now();
  const auto days = days_since(parts.city.get()->calendar, today - *since, today);
  auto counting = parts.store.misroutes().of(days);
  const auto moved = co_await std::move(counting);
  if (!moved) co_return unavailable();
  co_return page(days, *moved);
}

// Residents' texts and addresses: who read them is in the log.
Answer recorded(const AdminParts& parts, Call call) {
  const auto since = since_of(call);
  if (!since) co_return bad_since();
  const std::string_view from_text = call.query("from");
  RecordedPlace from;
  if (!from_text.empty()) {
    const auto place = parse_recorded_place(from_text, parts.store.partitions());
    if (!place) co_return pages::error(400, "bad_place", "from: what the page before called next.");
    from = *place;
  } else {
    SPDLOG_INFO("event=recorded_read since_s={} by={}",
                std::chrono::duration_cast<std::chrono::seconds>(*since).count(), call.asker.by);
  }
  auto reading = parts.store.recorded().page(now() - *since, from);
  const auto found = co_await std::move(reading);
  if (!found) co_return unavailable();
  co_return page(*found);
}

}  // namespace crosstown::calls
