// Residents' service requests and the queues they wait in.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>

#include "daemon/admin/body_reader.h"
#include "daemon/admin/calls.h"
#include "daemon/admin/json_pages.h"
#include "daemon/admin/query.h"
#include "daemon/admin/work_pages.h"
#include "daemon/place_key.h"
#include "router/message/text.h"
#include "router/message/tracking.h"

namespace crosstown::calls {
namespace {

using http::Response;

constexpr std::size_t usual_page = 50, largest_page = 200, largest_thread = 1000;
constexpr std::size_t longest_note = 10'000, longest_text = 4'000, longest_reason = 1000,
                      longest_address = 500;
constexpr std::string_view statuses[] = {"received", "taken", "in-progress", "closed"};

Response bad(std::string_view name, std::string_view what) {
  return pages::error(400, "bad_field", fmt::format("{}: {}.", name, what));
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> words;
  while (!list.empty()) {
    const auto word = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), word.size() + 1));
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

// Reads what is searched for; nothing: `problem` says why.
std::optional<SearchWish> wish_of(const QueryValues& query, const City& city, Response& problem) {
  SearchWish wish;
  wish.statuses = split(query["status"]);
  for (const std::string& one : wish.statuses) {
    if (one != "open" &&
        std::find(std::begin(statuses), std::end(statuses), one) == std::end(statuses)) {
      problem = bad("status", "received, taken, in-progress, closed or open is expected");
      return std::nullopt;
    }
  }
  if (std::erase(wish.statuses, "open") > 0)
    for (const char* one : {"received", "taken", "in-progress"}) wish.statuses.emplace_back(one);
  wish.queues = split(query["queue"]);
  for (const std::string& one : wish.queues) {
    if (!city.queue_names.contains(one)) {
      problem = bad("queue", "the configuration has none of this name");
      return std::nullopt;
    }
  }
  if (wish.queues.empty()) wish.queues = city.queues();
  wish.type = query["type"];
  wish.channel = query["channel"];
  wish.after = query["after"];
  wish.limit = query.number("limit", usual_page, largest_page);
  wish.newest_first = query["order"] != "oldest";
  const std::string_view due = query["due_before"];
  wish.by_due = !due.empty();
  if (wish.by_due) wish.newest_first = query["order"] == "newest";  // the most urgent first
  const std::pair<const char*, Time*> bounds[] = {
      {"opened_after", &wish.from}, {"opened_before", &wish.to}, {"due_before", &wish.to}};
  for (const auto& [name, bound] : bounds) {
    const std::string_view text = query[name];
    if (text.empty()) continue;
    const auto time = parse_time(text);
    if (!time) {
      problem = bad(name, "a time like 2026-11-22T16:04:05Z is expected");
      return std::nullopt;
    }
    *bound = *time;
  }
  return wish;
}

struct Named {
  std::string tracking;
  std::optional<Response> problem;
};
Named named(const Call& call) {
  const auto number = parse_tracking(call.path("tracking"));
  if (!number) return {{}, pages::bad_number()};
  return {to_text(*number), std::nullopt};
}

// A text that could not be sent is said so; the status is changed all the same.
struct PatchWish {
  std::string status, reason, text;
};
PatchWish patch_of(BodyReader& body) {
  PatchWish wish;
  wish.status = body.text("status", 20);
  wish.reason = body.text("reason", longest_reason);
  wish.text = body.text("text", longest_text);
  if (wish.status.empty() && wish.text.empty())
    body.mistake("status", "a status or a text is expected");
  if (!wish.status.empty() && wish.status != "received" && wish.status != "in-progress" &&
      wish.status != "closed")
    body.mistake("status", "in-progress, closed, or received to open it again is expected");
  return wish;
}

// Nothing: it was done.
boost::asio::awaitable<std::optional<Response>> apply_status(const AdminParts& parts,
                                                             const Call& call, std::string tracking,
                                                             PatchWish wish) {
  if (wish.status == "received") {
    Work::Transfer again;
    again.tracking = std::move(tracking);
    again.reason = std::move(wish.reason);
    again.by = call.asker.by;
    auto opening = parts.store.work().transfer(std::move(again));
    const auto settled = co_await std::move(opening);
    if (settled.outcome == Work::Outcome::done) co_return std::nullopt;
    co_return pages::not_settled(settled.outcome, settled.detail);
  }
  Desk::Change change;
  change.tracking = std::move(tracking);
  change.by = call.asker.by;
  change.status = std::move(wish.status);
  change.reason = std::move(wish.reason);
  change.over_holder = call.asker.role >= Role::supervisor;
  auto changing = parts.store.desk().change(std::move(change));
  const auto changed = co_await std::move(changing);
  if (changed.outcome == Desk::Outcome::done) co_return std::nullopt;
  co_return pages::not_done(changed.outcome, changed.detail);
}

// Open requests about one place: an index of its own, so nothing else is asked for with it.
Answer at_place(const AdminParts& parts, const City& city, std::string_view address) {
  if (address.size() > longest_address) co_return bad("address", "500 bytes at most are expected");
  auto looking =
      parts.store.desk().at_place(place_key(clean(std::string(address)), city.places.get()));
  auto found = co_await std::move(looking);
  if (found.outcome != Desk::Outcome::done) co_return pages::not_done(found.outcome, found.detail);
  SearchPage page;
  page.requests = std::move(found.value);
  co_return pages::requests(page);
}

}  // namespace

Answer list_queues(const AdminParts& parts, Call) {
  const auto city = parts.city.get();
  auto asking = parts.store.desk().queues(city->queues());
  const auto queues = co_await std::move(asking);
  if (queues.outcome != Desk::Outcome::done)
    co_return pages::not_done(queues.outcome, queues.detail);
  co_return pages::queues(*city, queues.value);
}

Answer search_requests(const AdminParts& parts, Call call) {
  const auto city = parts.city.get();
  const QueryValues query(call.request.target);
  if (!query["address"].empty()) {
    auto looking = at_place(parts, *city, query["address"]);
    co_return co_await std::move(looking);
  }
  Response problem;
  auto wish = wish_of(query, *city, problem);
  if (!wish) co_return problem;
  auto searching = parts.store.desk().search(*std::move(wish));
  const auto found = co_await std::move(searching);
  if (found.outcome != Desk::Outcome::done) co_return pages::not_done(found.outcome, found.detail);
  co_return pages::requests(found.value);
}

// What is in the spool, and nowhere else yet, is shown as well.
Answer show_request(const AdminParts& parts, Call call) {
  const Named wanted = named(call);
  if (wanted.problem) co_return *wanted.problem;
  auto showing = parts.store.desk().show(wanted.tracking);
  auto shown = co_await std::move(showing);
  if (shown.outcome == Desk::Outcome::done) co_return pages::request(shown.value);
  auto looking = parts.store.request(wanted.tracking);
  const auto lookup = co_await std::move(looking);
  if (!lookup.record) co_return pages::not_done(shown.outcome, shown.detail);
  shown.value.record = *lookup.record;
  co_return pages::request(shown.value);
}

Answer change_request(const AdminParts& parts, Call call) {
  const Named wanted = named(call);
  if (wanted.problem) co_return *wanted.problem;
  BodyReader body(call.request.body);
  PatchWish wish = patch_of(body);
  if (body.problem()) co_return *body.problem();
  const std::string text = wish.text, status = wish.status;
  if (!status.empty()) {
    auto applying = apply_status(parts, call, wanted.tracking, std::move(wish));
    const auto refusal = co_await std::move(applying);
    if (refusal) co_return *refusal;
    SPDLOG_INFO("event=status_changed tracking={} status={} by={}", wanted.tracking, status,
                call.asker.by);
  }
  if (!text.empty()) {
    auto sending = send_text(parts, call, wanted.tracking, text);
    const auto refusal = co_await std::move(sending);
    if (refusal) co_return *refusal;
  }
  auto showing = show_request(parts, std::move(call));
  co_return co_await std::move(showing);
}

Answer show_thread(const AdminParts& parts, Call call) {
  const Named wanted = named(call);
  if (wanted.problem) co_return *wanted.problem;
  const QueryValues query(call.request.target);
  std::string after(query["after"]);
  if (!after.empty() && !pages::is_entry_id(after))
    co_return bad("after", "the `next` of an earlier page is expected");
  auto reading = parts.store.desk().thread(wanted.tracking, std::move(after),
                                           query.number("limit", largest_thread, largest_thread));
  const auto page = co_await std::move(reading);
  if (page.outcome != Desk::Outcome::done) co_return pages::not_done(page.outcome, page.detail);
  co_return pages::thread(wanted.tracking, page.value);
}

Answer add_note(const AdminParts& parts, Call call) {
  const Named wanted = named(call);
  if (wanted.problem) co_return *wanted.problem;
  BodyReader body(call.request.body);
  std::string text = body.required_text("text", longest_note);
  if (body.problem()) co_return *body.problem();
  auto noting = parts.store.desk().note(wanted.tracking, call.asker.by, std::move(text));
  const auto noted = co_await std::move(noting);
  if (noted.outcome != Desk::Outcome::done) co_return pages::not_done(noted.outcome, noted.detail);
  co_return pages::json(R"({"noted":true})", 201);
}

}  // namespace crosstown::calls
