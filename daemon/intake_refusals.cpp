// What becomes of a request, or of a message in one, that an adapter does not take.
#include <spdlog/spdlog.h>

#include "daemon/intake.h"
#include "daemon/source.h"
#include "daemon/visit.h"
#include "router/message/json.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;

void log_refused(std::string_view channel, std::string_view peer, const Refusal& refusal) {
  spdlog::debug("event=refused channel={} code={} peer={} detail=\"{}\"", channel,
                rule_of(refusal.code).name, peer, refusal.detail);
}

}  // namespace

http::Response Intake::refused_answer(const Refusal& refusal) {
  const RefusalRule& rule = rule_of(refusal.code);
  http::Response response;
  response.status = rule.http_status;
  response.content_type = "application/json";
  response.body = R"({"error":")";
  response.body += rule.name;
  response.body += R"(","text":)";
  json::append_string(response.body, rule.text);
  if (!refusal.detail.empty()) {
    response.body += R"(,"detail":)";
    json::append_string(response.body, refusal.detail);
  }
  response.body += "}\n";
  if (rule.retryable) response.headers.emplace_back("Retry-After", "5");
  return response;
}

// Refused, counted, told why; and what may be a resident behind a mistake of ours is kept for an
// operator.
asio::awaitable<http::Response> Intake::refuse(Visit& visit, Refusal refusal) {
  if (!may_be_refused_again(visit, refusal)) refusal = {RefusalCode::throttled, "", false};
  http::Response response = refused_answer(refusal);
  const bool kept = co_await quarantine(visit, refusal);
  if (kept) {
    visit.books.quarantined();
  } else {
    visit.books.refused(refusal.code);
    log_refused(visit.channel.name, visit.peer, refusal);
  }
  co_return response;
}

// A stranger's. What may be a resident behind a mistake of ours, and what only says "not now", is
// never throttled away.
bool Intake::may_be_refused_again(const Visit& visit, const Refusal& refusal) {
  const RefusalRule& rule = rule_of(refusal.code);
  if (visit.vouched || rule.retryable || (rule.quarantine && refusal.names_our_account))
    return true;
  return sources_.allow(source_of(visit.peer), visit.city->source_rate,
                        std::chrono::steady_clock::now());
}

// The whole request is kept, once, under the first of them.
asio::awaitable<void> Intake::settle_passed_over(Visit& visit) {
  const bool kept = co_await quarantine(visit, visit.passed_over.front());
  if (kept) {
    visit.books.quarantined();
    co_return;
  }
  for (const Refusal& refusal : visit.passed_over) {
    visit.books.passed_over(refusal.code);
    log_refused(visit.channel.name, visit.peer, refusal);
  }
}

// False: it is not worth keeping, or there was no room.
asio::awaitable<bool> Intake::quarantine(Visit& visit, const Refusal& refusal) {
  const RefusalRule& rule = rule_of(refusal.code);
  if (!rule.quarantine || !refusal.names_our_account || visit.vouched) co_return false;
  const Suspect suspect{visit.channel.name, visit.now,     rule.name,
                        refusal.detail,     visit.request, visit.peer};
  const bool kept = co_await suspects_.keep(suspect);
  if (!kept) metrics_.quarantine_full.Increment();
  co_return kept;
}

}  // namespace crosstown
