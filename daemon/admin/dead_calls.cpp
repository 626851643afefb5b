// What could not be processed, and what an operator makes of it.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>

#include "daemon/admin/calls.h"
#include "daemon/admin/dead_pages.h"
#include "daemon/admin/json_pages.h"

namespace crosstown::calls {
namespace {

using http::Response;
using Outcome = DeadLetters::Outcome;

constexpr std::size_t usual_page = 100;
constexpr std::size_t largest_page = 1000;

Response problem(Outcome outcome, const std::string& error) {
  switch (outcome) {
    case Outcome::missing: return pages::error(404, "not_found", "There is no such dead letter.");
    case Outcome::busy:
      return pages::error(409, "busy", "The books are being counted: try again in a moment.");
    case Outcome::unreadable:
      return pages::error(409, "damaged", "It cannot be read any more: it can be dropped only.");
    case Outcome::refused: return pages::error(409, "refused", error);
    case Outcome::done:
    case Outcome::unavailable: break;
  }
  return pages::error(503, "unavailable", "Redis does not answer.");
}

Response no_id() { return problem(Outcome::missing, {}); }

std::size_t limit_of(const Call& call) {
  const std::string_view text = call.query("limit");
  std::size_t limit = usual_page;
  std::from_chars(text.data(), text.data() + text.size(), limit);
  return std::clamp<std::size_t>(limit, 1, largest_page);
}

// Where a letter would go: the queue that was wished for, else its own. Either must still be there.
Response no_queue(std::string_view queue) {
  return pages::error(409, "no_queue",
                      fmt::format("The configuration has no queue \"{}\": name another.", queue));
}

}  // namespace

Answer list_dead(const AdminParts& parts, Call call) {
  const std::string_view after_text = call.query("after");
  const auto after = parse_dead_id(after_text, parts.store.partitions());
  if (!after && !after_text.empty())
    co_return pages::error(400, "bad_id", "after: the id of a dead letter is expected.");
  const std::size_t limit = limit_of(call);
  const auto letters = co_await parts.store.dead_letters().list(after, limit);
  if (!letters) co_return problem(Outcome::unavailable, {});
  co_return pages::dead_list(*letters, letters->size() == limit);
}

Answer show_dead(const AdminParts& parts, Call call) {
  const auto id = parse_dead_id(call.path("id"), parts.store.partitions());
  if (!id) co_return no_id();
  const auto found = co_await parts.store.dead_letters().find(*id);
  if (found.outcome != Outcome::done) co_return problem(found.outcome, {});
  co_return pages::dead_letter(found.letter);
}

Answer replay_dead(const AdminParts& parts, Call call) {
  const auto id = parse_dead_id(call.path("id"), parts.store.partitions());
  if (!id) co_return no_id();
  DeadLetters& dead = parts.store.dead_letters();
  const auto found = co_await dead.find(*id);
  if (found.outcome != Outcome::done) co_return problem(found.outcome, {});
  const std::string wished(call.query("queue"));
  const std::string& queue = wished.empty() ? found.letter.queue : wished;
  const bool is_reply = found.letter.type == "reply" && found.letter.queue.empty();
  if (is_reply && !wished.empty())
    co_return pages::error(409, "no_queue", "A reply goes to no queue: replay it without one.");
  if (!found.letter.tracking.empty() && !is_reply && !parts.city.get()->queue_names.contains(queue))
    co_return no_queue(queue);
  const auto decided = co_await dead.replay(*id, wished);
  if (decided.outcome != Outcome::done) co_return problem(decided.outcome, decided.error);
  SPDLOG_INFO("event=dead_replayed id={} tracking={} queue={} by={}", to_text(*id),
              found.letter.tracking, queue, call.asker.by);
  co_return pages::json(R"({"replayed":true})");
}

Answer drop_dead(const AdminParts& parts, Call call) {
  const auto id = parse_dead_id(call.path("id"), parts.store.partitions());
  if (!id) co_return no_id();
  DeadLetters& dead = parts.store.dead_letters();
  const auto found = co_await dead.find(*id);
  if (found.outcome != Outcome::done) co_return problem(found.outcome, {});
  const auto decided = co_await dead.drop(*id);
  if (decided.outcome != Outcome::done) co_return problem(decided.outcome, decided.error);
  SPDLOG_INFO("event=dead_dropped id={} tracking={} by={}", to_text(*id), found.letter.tracking,
              call.asker.by);
  co_return pages::json(R"({"dropped":true})");
}

}  // namespace crosstown::calls
