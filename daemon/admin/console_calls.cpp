// What the console needs besides the worker API: who is signed in, and what was counted.
#include <algorithm>
#include <array>
#include <map>

#include "daemon/admin/calls.h"
#include "daemon/admin/json_object.h"
#include "daemon/admin/json_pages.h"
#include "daemon/admin/work_pages.h"

namespace crosstown::calls {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t hours_shown = 24;
using Hours = std::array<std::uint64_t, hours_shown>;

// The last hours of the city's calendar and which each is, the present one last. Where clocks are
// put back, two hours have one name and share their count.
struct Axis {
  explicit Axis(const Calendar& calendar, Time now) {
    const Time full{now.time_since_epoch() / 1h * 1h};
    for (std::size_t i = 0; i < hours_shown; ++i) {
      begins[i] = full - (hours_shown - 1 - i) * 1h;
      const CivilHour civil = calendar.civil(begins[i]);
      place[{civil.day, civil.hour}] = i;
      if (days.empty() || days.back() != civil.day) days.push_back(civil.day);
    }
  }
  std::array<Time, hours_shown> begins;
  std::map<std::pair<std::string, std::string>, std::size_t> place;
  std::vector<std::string> days;
};

void append_hours(std::string& out, const Hours& hours) {
  pages::append_list(out, hours, [&](std::uint64_t count) { json::append_number(out, count); });
}

std::string stats_json(const City& city, const Axis& axis, const Desk::Counts& counts) {
  std::map<std::string, Hours> channels, queues;
  for (const auto& [name, channel] : city.channels) channels[name] = {};
  for (const std::string& queue : city.queues()) queues[queue] = {};
  for (const auto& one : counts.received) {
    const auto at = axis.place.find({one.day, one.hour});
    if (at == axis.place.end()) continue;
    channels[one.channel][at->second] += one.count;
    queues[one.queue][at->second] += one.count;
  }
  std::string out;
  {
    pages::Object object(out);
    pages::append_list(object.name("hours"), axis.begins,
                       [&](Time begin) { json::append_string(out, pages::utc(begin)); });
    pages::append_list(object.name("channels"), channels, [&](const auto& entry) {
      pages::Object one(out);
      one.text("channel", entry.first);
      append_hours(one.name("received"), entry.second);
    });
    pages::append_list(object.name("queues"), queues, [&](const auto& entry) {
      const auto closed = counts.closed.find(entry.first);
      pages::Object one(out);
      one.text("queue", entry.first)
          .number("closed", closed == counts.closed.end() ? 0 : closed->second);
      append_hours(one.name("received"), entry.second);
    });
  }
  return out;
}

std::string_view word_of(Role role) {
  switch (role) {
    case Role::agent: return "agent";
    case Role::supervisor: return "supervisor";
    case Role::admin:
    case Role::control: return "admin";
    case Role::anyone: break;
  }
  return "";
}

}  // namespace

Answer me(const AdminParts& parts, Call call) {
  const auto city = parts.city.get();
  std::string out;
  {
    pages::Object object(out);
    object.text("by", call.asker.by)
        .text("role", word_of(call.asker.role))
        .text("city", city->name)
        .text("timezone", city->calendar.zone());
    pages::append_list(object.name("languages"), city->tags,
                       [&](const std::string& tag) { json::append_string(out, tag); });
    pages::append_list(object.name("channels"), city->channels, [&](const auto& entry) {
      pages::Object(out).text("channel", entry.first).text("medium", to_text(entry.second.medium));
    });
  }
  co_return pages::json(std::move(out));
}

Answer stats(const AdminParts& parts, Call) {
  const auto city = parts.city.get();
  const Time time = now();
  const Axis axis(city->calendar, time);
  auto asking = parts.store.desk().counts(city->queues(), time - 24h, axis.days);
  const auto counts = co_await std::move(asking);
  if (counts.outcome != Desk::Outcome::done)
    co_return pages::not_done(counts.outcome, counts.detail);
  co_return pages::json(stats_json(*city, axis, counts.value));
}

}  // namespace crosstown::calls
