#include "daemon/sender/verdict.h"

#include <fmt/format.h>

#include <algorithm>

#include "router/outbox/backoff.h"

namespace crosstown {
namespace {

using Kind = Verdict::Kind;

Verdict failed(std::string reason, bool opted_out = false) {
  Verdict verdict;
  verdict.kind = Kind::failed;
  verdict.reason = std::move(reason);
  verdict.opted_out = opted_out;
  return verdict;
}

// What the provider asks for counts, if it is more than our own pause, and for all of the channel:
// it is the account or the number that is too quick, not this reply.
Verdict as_asked(const Later& later, Verdict verdict) {
  if (verdict.kind != Kind::later || !later.after) return verdict;
  verdict.after = std::max<std::chrono::milliseconds>(verdict.after, *later.after);
  verdict.pause_channel = true;
  return verdict;
}

}  // namespace

SendOutcome outcome_of(const http::CallFailure& failure) {
  const std::string reason = fmt::format("{}: {}", to_text(failure.trouble), failure.detail);
  if (failure.trouble == http::CallTrouble::bad_call) return Rejected{reason};
  if (failure.sent) return Unclear{reason};
  Later later{reason, std::nullopt};
  later.ours = failure.trouble == http::CallTrouble::forbidden;
  if (later.ours) later.after = std::chrono::minutes(5);
  return later;
}

Verdict try_again(std::string reason, const ReplySettings& settings, const TakenReply& reply,
                  Time now, double luck) {
  if (now - reply.since >= settings.give_up_after) {
    const auto tries = reply.tries == 1 ? "1 try" : fmt::format("{} tries", reply.tries);
    return failed(fmt::format("given up after {}: {}", tries, reason));
  }
  Verdict verdict;
  verdict.reason = std::move(reason);
  verdict.after = retry_pause(reply.tries, luck);
  return verdict;
}

Verdict judge(const SendOutcome& outcome, const ReplyWriter& writer, const TakenReply& reply,
              Time now, double luck) {
  const ReplySettings& settings = writer.reply_settings();
  if (const auto* sent = std::get_if<Sent>(&outcome)) {
    Verdict verdict;
    verdict.kind = Kind::sent;
    verdict.provider_id = sent->provider_id;
    return verdict;
  }
  if (const auto* rejected = std::get_if<Rejected>(&outcome))
    return failed(rejected->reason, rejected->opted_out);
  if (const auto* later = std::get_if<Later>(&outcome))
    return as_asked(*later, try_again(later->reason, settings, reply, now, luck));
  const std::string& reason = std::get<Unclear>(outcome).reason;
  if (writer.if_unclear() == IfUnclear::repeat)
    return try_again(reason, settings, reply, now, luck);
  Verdict verdict;
  const bool hopeless = writer.if_unclear() == IfUnclear::nobody_knows;
  if (hopeless && settings.repeat_unknown) return try_again(reason, settings, reply, now, luck);
  verdict.kind = hopeless ? Kind::unknown : Kind::find_out;
  verdict.reason = reason;
  return verdict;
}

}  // namespace crosstown
