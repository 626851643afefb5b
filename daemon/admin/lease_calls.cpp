// Workers over HTTP: leases of requests.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "daemon/admin/body_reader.h"
#include "daemon/admin/calls.h"
#include "daemon/admin/json_pages.h"
#include "daemon/admin/work_pages.h"
#include "router/message/tracking.h"

namespace crosstown::calls {
namespace {

using namespace std::chrono_literals;
using http::Response;
using Outcome = Work::Outcome;

constexpr std::int64_t longest_wait = 60;             // s
constexpr std::int64_t longest_lease = 24 * 60 * 60;  // s
constexpr std::size_t longest_reason = 1000;          // bytes

// Leases are their holder's; who supervises may act on everybody's.
std::string holder_for(const Call& call) {
  return call.asker.role >= Role::supervisor ? std::string() : call.asker.by;
}

const QueueSettings* queue_of(const City& city, std::string_view name) {
  const auto found = std::find_if(city.queue_settings.begin(), city.queue_settings.end(),
                                  [&](const QueueSettings& one) { return one.name == name; });
  return found == city.queue_settings.end() ? nullptr : &*found;
}

Response no_queue(std::string_view name) {
  return pages::error(404, "no_queue",
                      fmt::format("The configuration has no queue \"{}\".", pages::shown(name)));
}

Response no_lease() {
  return pages::error(404, "not_found", "This is no lease: a number, a dot and digits.");
}

std::chrono::milliseconds lease_time(BodyReader& body, const QueueSettings& queue) {
  const auto seconds = body.integer("seconds", 1, longest_lease);
  return seconds ? std::chrono::milliseconds(*seconds * 1000) : queue.lease;
}

Response answer_to(const Work::Settled& settled) {
  const bool done = settled.outcome == Outcome::done;
  if (done || settled.outcome == Outcome::more) return pages::settled(settled, done);
  return pages::not_settled(settled.outcome, settled.detail);
}

Response answer_to(const Work::Leased& leased, [[maybe_unused]] const Call& call) {
  if (leased.outcome != Outcome::done) return pages::not_settled(leased.outcome, leased.detail);
  SPDLOG_DEBUG("event=leased lease={} by={}", to_text(leased.lease.id), call.asker.by);
  return pages::lease(leased.lease);
}

Response nothing() {
  Response response;
  response.status = 204;
  return response;
}

Work::Transfer transfer_of(BodyReader& body, const AdminParts& parts, const Call& call) {
  Work::Transfer transfer;
  transfer.queue = body.required_text("queue", 200);
  transfer.reason = body.text("reason", longest_reason);
  transfer.holder = holder_for(call);
  transfer.by = call.asker.by;
  transfer.day = parts.city.get()->calendar.date(now());
  return transfer;
}

Answer transfer(const AdminParts& parts, Call call, std::string tracking, std::string epoch) {
  BodyReader body(call.request.body);
  Work::Transfer wish = transfer_of(body, parts, call);
  if (body.problem()) co_return *body.problem();
  if (!queue_of(*parts.city.get(), wish.queue)) co_return no_queue(wish.queue);
  wish.tracking = tracking;
  wish.epoch = std::move(epoch);
  const std::string to = wish.queue;
  auto moving = parts.store.work().transfer(std::move(wish));
  const auto settled = co_await std::move(moving);
  if (settled.outcome == Outcome::done)
    SPDLOG_INFO("event=transferred tracking={} to={} by={}", tracking, to, call.asker.by);
  co_return answer_to(settled);
}

}  // namespace

Answer lease_next(const AdminParts& parts, Call call) {
  const auto city = parts.city.get();
  const QueueSettings* const queue = queue_of(*city, call.path("queue"));
  if (!queue) co_return no_queue(call.path("queue"));
  BodyReader body(call.request.body);
  const auto time = lease_time(body, *queue);
  const auto wait = body.integer("wait", 0, longest_wait).value_or(0);
  if (body.problem()) co_return *body.problem();
  auto leasing = parts.store.work().lease(*queue, call.asker.by, time, wait * 1000ms);
  const auto leased = co_await std::move(leasing);
  const bool idle = leased.outcome == Outcome::none || leased.outcome == Outcome::busy;
  co_return idle ? nothing() : answer_to(leased, call);
}

Answer lease_request(const AdminParts& parts, Call call) {
  const auto number = parse_tracking(call.path("tracking"));
  if (!number) co_return pages::bad_number();
  const std::string tracking = to_text(*number);
  BodyReader body(call.request.body);
  auto looking = parts.store.desk().show(tracking);
  const auto shown = co_await std::move(looking);
  if (shown.outcome != Desk::Outcome::done) co_return pages::not_done(shown.outcome, shown.detail);
  QueueSettings queue;  // of a queue that is gone: as any
  if (const auto* known = queue_of(*parts.city.get(), shown.value.record.queue)) queue = *known;
  const auto time = lease_time(body, queue);
  if (body.problem()) co_return *body.problem();
  auto leasing =
      parts.store.work().pick(shown.value.record.tracking, std::move(queue), call.asker.by, time);
  const auto leased = co_await std::move(leasing);
  co_return answer_to(leased, call);
}

Answer ack_lease(const AdminParts& parts, Call call) {
  const auto id = parse_lease_id(call.path("lease"));
  if (!id) co_return no_lease();
  BodyReader body(call.request.body);
  std::string seen = body.text("seen", 64);
  if (!seen.empty() && !pages::is_entry_id(seen))
    body.mistake("seen", "a message's id is expected");
  if (body.problem()) co_return *body.problem();
  auto acting = parts.store.work().ack(*id, holder_for(call), std::move(seen));
  const auto settled = co_await std::move(acting);
  co_return answer_to(settled);
}

Answer release_lease(const AdminParts& parts, Call call) {
  const auto id = parse_lease_id(call.path("lease"));
  if (!id) co_return no_lease();
  auto acting = parts.store.work().release(*id, holder_for(call));
  const auto settled = co_await std::move(acting);
  co_return answer_to(settled);
}

Answer extend_lease(const AdminParts& parts, Call call) {
  const auto id = parse_lease_id(call.path("lease"));
  if (!id) co_return no_lease();
  BodyReader body(call.request.body);
  const auto time = lease_time(body, QueueSettings{});
  if (body.problem()) co_return *body.problem();
  auto acting = parts.store.work().extend(*id, holder_for(call), time);
  const auto settled = co_await std::move(acting);
  co_return settled.outcome == Outcome::done ? pages::settled(settled, false) : answer_to(settled);
}

Answer fail_lease(const AdminParts& parts, Call call) {
  const auto id = parse_lease_id(call.path("lease"));
  if (!id) co_return no_lease();
  BodyReader body(call.request.body);
  std::string reason = body.required_text("reason", longest_reason);
  if (body.problem()) co_return *body.problem();
  auto acting = parts.store.work().fail(*id, holder_for(call), std::move(reason));
  const auto settled = co_await std::move(acting);
  co_return answer_to(settled);
}

Answer transfer_lease(const AdminParts& parts, Call call) {
  const auto id = parse_lease_id(call.path("lease"));
  if (!id) co_return no_lease();
  auto moving = transfer(parts, std::move(call), id->tracking, id->epoch);
  co_return co_await std::move(moving);
}

Answer transfer_request(const AdminParts& parts, Call call) {
  const auto number = parse_tracking(call.path("tracking"));
  if (!number) co_return pages::bad_number();
  auto moving = transfer(parts, std::move(call), to_text(*number), std::string());
  co_return co_await std::move(moving);
}

}  // namespace crosstown::calls
