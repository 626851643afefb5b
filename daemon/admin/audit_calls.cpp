// Whether the books balance: accepted = queued + self-served + duplicates + dead + in the spool.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "daemon/admin/calls.h"
#include "daemon/admin/json_object.h"
#include "daemon/admin/json_pages.h"

namespace crosstown {
namespace {

using http::Response;
using Counting = Auditor::Outcome;

bool is_day(std::string_view text) {
  constexpr std::string_view shape = "0000-00-00";
  return text.size() == shape.size() &&
         std::equal(text.begin(), text.end(), shape.begin(), [](char given, char wanted) {
           return wanted == '-' ? given == '-' : given >= '0' && given <= '9';
         });
}

// The city's last days, the latest first.
std::vector<std::string> last_days(const Calendar& calendar, std::size_t count) {
  std::vector<std::string> days;
  for (Time time = now(); days.size() < count; time -= std::chrono::hours(12)) {
    std::string day = calendar.date(time);
    if (days.empty() || days.back() != day) days.push_back(std::move(day));
  }
  return days;
}

AuditWish wish_of(const City& city, std::string_view day, std::string_view channel) {
  AuditWish wish;
  wish.days = day.empty() ? last_days(city.calendar, Auditor::most_days)
                          : std::vector<std::string>{std::string(day)};
  wish.channel = channel;
  wish.queues = city.queues();
  for (const auto& [name, one] : city.channels) wish.channels.push_back({name, one.seen_window});
  return wish;
}

void append_row(std::string& out, const std::string& day, const std::string& channel,
                const AuditRow& row) {
  pages::Object object(out);
  object.text("day", day)
      .text("channel", channel)
      .number("accepted", row.accepted)
      .number("queued", row.queued)
      .number("self_served", row.self_served)
      .number("duplicates", row.duplicates)
      .number("dead", row.dead)
      .number("spooled", row.spooled);
  object.name("difference") += std::to_string(row.difference());
}

Response page(const AuditReport& report) {
  std::string body;
  {
    pages::Object object(body);
    object.flag("balanced", report.balanced()).number("examined", report.examined);
    pages::append_list(object.name("rows"), report.rows, [&](const auto& row) {
      append_row(body, row.first.first, row.first.second, row.second);
    });
    pages::append_list(object.name("differences"), report.differences,
                       [&](const AuditDifference& one) {
                         pages::Object(body)
                             .text("tracking", pages::printable(one.tracking))
                             .text("provider_id", pages::printable(one.provider_id))
                             .text("channel", pages::printable(one.channel))
                             .text("problem", pages::printable(one.problem));
                       });
    object.number("differences_total", report.differences_total);
  }
  return pages::json(std::move(body));
}

}  // namespace

calls::Answer calls::audit(const AdminParts& parts, Call call) {
  const std::string_view day = call.query("day");
  if (!day.empty() && !is_day(day))
    co_return pages::error(400, "bad_day", "day: a day like 2026-11-22 is expected.");
  AuditWish wish = wish_of(*parts.city.get(), day, call.query("channel"));
  auto auditing = parts.store.auditor().audit(std::move(wish));
  const Auditor::Result result = co_await std::move(auditing);
  if (result.outcome == Counting::busy)
    co_return pages::error(409, "busy", "The books are being counted already.");
  if (result.outcome == Counting::unavailable)
    co_return pages::error(503, "unavailable", "Redis does not answer, or did not all the time.");
  if (!result.report.balanced())
    SPDLOG_ERROR("event=books_do_not_balance differences={} by={}", result.report.differences_total,
                 call.asker.by);
  co_return page(result.report);
}

}  // namespace crosstown
