#include "daemon/track/tracker.h"

#include <utility>

#include "daemon/source.h"
#include "daemon/track/preferred_language.h"
#include "daemon/track/track_page.h"
#include "router/message/text.h"
#include "router/message/tracking.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Found = TrackView::Outcome;

int status_of(Found outcome) {
  switch (outcome) {
    case Found::form:
    case Found::found: return 200;
    case Found::unknown: return 404;
    case Found::bad_number: return 400;
    case Found::wait: return 429;
    case Found::away: return 503;
  }
  return 500;
}

// What is closed is not due any more.
void tell(TrackView& view, const RequestRecord& record, const Store::Dates& dates,
          const City& city) {
  const std::string language(view.language);
  view.state = record.status;
  view.type = city.type_name(record.type, language);
  view.queue = city.queue_name(record.queue, language);
  view.opened = city.calendar.date(record.opened);
  if (dates.changed) view.changed = city.calendar.date(*dates.changed);
  if (dates.due && record.status != "closed") view.due = city.calendar.date(*dates.due);
}

http::Response page_of(const TrackView& view, const City& city) {
  http::Response response;
  response.status = status_of(view.outcome);
  response.content_type = "text/html; charset=utf-8";
  response.body = track_page(view, city.texts, city.tags);
  response.headers = {{"Content-Language", std::string(view.language)},
                      {"Vary", "Accept-Language"},
                      {"Cache-Control", "no-store"},
                      {"Content-Security-Policy", track_page_policy()},
                      {"Referrer-Policy", "no-referrer"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"X-Robots-Tag", "noindex"}};
  if (view.outcome == Found::wait || view.outcome == Found::away)
    response.headers.emplace_back("Retry-After", "60");
  return response;
}

}  // namespace

asio::awaitable<http::Response> Tracker::answer(std::shared_ptr<const City> city,
                                                const HttpRequest& request, const http::Peer& peer,
                                                TrackAddress address) {
  TrackView view;
  view.city = city->name;
  const std::string& language =
      preferred_language(address.language, request.header("Accept-Language"), city->tags);
  view.language = language;
  view.typed = std::move(address.typed);
  view.in_path = address.in_path;
  if (view.typed.empty()) co_return page_of(view, *city);

  const auto number = parse_tracking(fold(view.typed));
  view.outcome = Found::bad_number;
  if (!number) co_return page_of(view, *city);
  view.tracking = to_text(*number);
  view.outcome = Found::wait;
  if (!sources_.allow(source_of(peer.address), rate, RateLimiter::Clock::now()))
    co_return page_of(view, *city);

  const Store::Lookup lookup = co_await store_.request(view.tracking);
  view.outcome = !lookup.answered ? Found::away : !lookup.record ? Found::unknown : Found::found;
  if (lookup.record) {
    const Store::Dates dates = co_await store_.dates(view.tracking);
    tell(view, *lookup.record, dates, *city);
  }
  co_return page_of(view, *city);
}

}  // namespace crosstown
