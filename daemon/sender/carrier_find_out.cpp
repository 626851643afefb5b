// A reply of which nobody here knows whether it arrived.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "daemon/sender/carrier.h"
#include "daemon/sender/carrier_parts.h"

namespace crosstown {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Kind = Verdict::Kind;
using Settled = Outbox::Settled;

asio::awaitable<void> Carrier::resolve(TakenReply reply) {
  const FlightEntry entry(under_way_, reply.id);
  const Writer writer = writer_of(reply.channel);
  if (writer.writer && writer.writer->if_unclear() == IfUnclear::repeat) {
    auto again = try_again("a daemon ended while it was sent", writer.writer->reply_settings(),
                           reply, now(), luck());
    co_await apply(reply, std::move(again));
    co_return;
  }
  co_await find_out(reply, "a daemon ended while it was sent");
}

// The provider is asked until it is sure, or until the patience for it ends; then the channel's
// policy decides. Meanwhile the resident's next reply waits.
asio::awaitable<void> Carrier::find_out(const TakenReply& reply, std::string reason) {
  for (int round = 1; !stopped_; ++round) {
    const Writer writer = writer_of(reply.channel);
    LookUpOutcome outcome = Unclear{"the channel has no way back now"};
    if (writer.writer) outcome = co_await look_up(reply, writer);
    if (stopped_) co_return;
    const auto age = now() - reply.started;
    Verdict verdict;
    if (auto* sent = std::get_if<Sent>(&outcome)) {
      verdict.kind = Kind::sent;
      verdict.provider_id = std::move(sent->provider_id);
      co_await apply(reply, std::move(verdict));
      co_return;
    }
    if (std::holds_alternative<NotThere>(outcome) && age >= timing_.sure_after()) {
      verdict = try_again(reason, writer.writer->reply_settings(), reply, now(), luck());
      co_await apply(reply, std::move(verdict));
      co_return;
    }
    const bool hopeless = writer.writer && writer.writer->if_unclear() == IfUnclear::nobody_knows;
    const auto patience = hopeless ? timing_.mail_sure_after() : timing_.look_up_for;
    if (std::holds_alternative<Unclear>(outcome) && age >= patience) {
      if (writer.writer && writer.writer->reply_settings().repeat_unknown) {
        verdict = try_again(reason, writer.writer->reply_settings(), reply, now(), luck());
        co_await apply(reply, std::move(verdict));
        co_return;
      }
      co_await give_up(reply, reason);
      co_return;
    }
    co_await pause(std::min<std::chrono::milliseconds>(5s, 250ms * (1 << std::min(round, 5))));
  }
}

// Whether it arrived will never be known.
asio::awaitable<void> Carrier::give_up(const TakenReply& reply, const std::string& reason) {
  while (!stopped_) {
    const Settled settled = co_await outbox_.unknown(reply, reason);
    if (settled == Settled::unavailable) {
      co_await pause(1s);
      continue;
    }
    SPDLOG_WARN("event=reply_unknown channel={} tracking={} reply={} reason=\"{}\"", reply.channel,
                reply.tracking, reply.id, reason);
    metrics_.count(reply.channel, "unknown");
    co_return;
  }
}

asio::awaitable<LookUpOutcome> Carrier::look_up(const TakenReply& reply, const Writer& writer) {
  metrics_.count(reply.channel, "looked_up");
  const OutgoingText text = text_of(reply, writer);
  if (writer.writer->if_unclear() == IfUnclear::repeat) co_return LookUpOutcome(NotThere{});
  if (writer.writer->if_unclear() == IfUnclear::nobody_knows)
    co_return LookUpOutcome(Unclear{"nobody can be asked"});
  auto calling = call(writer.writer->look_up(text));
  const Called called = co_await std::move(calling);
  if (const auto* failure = std::get_if<http::CallFailure>(&called))
    co_return LookUpOutcome(Unclear{failure->detail});
  const AnswerView answer(std::get<http::OutgoingAnswer>(called));
  co_return writer.writer->read_look_up(text, reply.started, reply.known, answer.view);
}

}  // namespace crosstown
