#include "daemon/sender/carrier.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>
#include <vector>

namespace crosstown {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Kind = Verdict::Kind;
using Steady = std::chrono::steady_clock;
using Settled = Outbox::Settled;

// What the adapter reads, with views into the answer.
struct AnswerView {
  explicit AnswerView(const http::OutgoingAnswer& answer) {
    for (const auto& [name, value] : answer.headers) headers.push_back({name, value});
    view = {answer.status, headers, answer.body};
  }
  std::vector<Header> headers;
  ProviderAnswer view;
};

bool was_stopped(const http::CallFailure& failure) {
  return failure.trouble == http::CallTrouble::stopped;
}

// Off the list whatever way the coroutine ends.
class Entry {
 public:
  Entry(std::shared_ptr<std::set<std::string>> list, const std::string& id)
      : list_(std::move(list)), id_(id) {
    list_->insert(id_);
  }
  ~Entry() { list_->erase(id_); }
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;

 private:
  const std::shared_ptr<std::set<std::string>> list_;
  const std::string id_;
};

}  // namespace

Carrier::Writer Carrier::writer_of(const std::string& channel) const {
  Writer found;
  found.city = city_.get();
  const Channel* known = found.city->channel(channel);
  if (!known) return found;
  const auto* writer = known->writer();
  if (writer && writer->can_reply()) found.writer = writer;
  if (!found.city->public_url.empty())
    found.hook_url = found.city->public_url + "/hooks/" + channel;
  return found;
}

OutgoingText Carrier::text_of(const TakenReply& reply, const Writer& writer) {
  OutgoingText text;
  text.id = reply.id;
  text.handle = reply_handle(reply.tracking, reply.id);
  text.tracking = reply.tracking;
  text.to = reply.to;
  text.from = reply.from;
  text.text = reply.text;
  text.language = reply.language;
  text.hook_url = writer.hook_url;
  text.now = now();
  text.created = reply.created;
  return text;
}

asio::awaitable<void> Carrier::carry(TakenReply reply, Steady::time_point taken) {
  const Entry entry(under_way_, reply.id);
  if (stopped_ || Steady::now() - taken > timing_.stale) {
    Verdict later;
    later.reason = "not sent in time";
    co_await settle(reply, later);
    co_return;
  }
  co_await send(reply);
}

asio::awaitable<void> Carrier::send(const TakenReply& reply) {
  const Writer writer = writer_of(reply.channel);
  Verdict verdict;
  verdict.after = 1min;
  verdict.reason = "the channel has no way back now";
  if (!writer.writer) {
    co_await apply(reply, std::move(verdict));
    co_return;
  }
  if (writer.writer->waits_for_resident()) {
    auto laying = outbox_.lay_ready(reply);
    const bool ready = co_await std::move(laying);
    if (ready) verdict.kind = Kind::sent;
    verdict.reason = "Redis does not answer";
    co_await apply(reply, std::move(verdict));
    co_return;
  }
  if (writer.writer->writes_log()) {
    auto writing = write_log(reply);
    verdict = co_await std::move(writing);
    co_await apply(reply, std::move(verdict));
    co_return;
  }
  const bool wanted = co_await is_wanted(reply);
  if (!wanted) co_return;
  const OutgoingText text = text_of(reply, writer);
  auto composed = writer.writer->compose(text);
  SendOutcome outcome;
  if (auto* rejected = std::get_if<Rejected>(&composed)) {
    outcome = std::move(*rejected);
  } else {
    auto calling = call(std::get<ProviderCall>(std::move(composed)));
    const Called called = co_await std::move(calling);
    const auto* failure = std::get_if<http::CallFailure>(&called);
    if (failure && was_stopped(*failure)) {
      if (failure->sent) co_return;  // it stays `sending`: the next holder finds out
      Verdict later;
      later.reason = "the daemon ended";
      co_await settle(reply, later);
      co_return;
    }
    outcome = failure
                  ? outcome_of(*failure)
                  : writer.writer->read(AnswerView(std::get<http::OutgoingAnswer>(called)).view);
  }
  verdict = judge(outcome, *writer.writer, reply, now(), luck());
  const auto* later = std::get_if<Later>(&outcome);
  if (later && later->ours)
    SPDLOG_ERROR("event=reply_channel_broken channel={} reason=\"{}\"", reply.channel,
                 later->reason);
  co_await apply(reply, std::move(verdict));
}

// What take() has not seen. False: it is settled.
asio::awaitable<bool> Carrier::is_wanted(const TakenReply& reply) {
  if (!outbox_.written_from_afar(reply)) co_return true;
  auto asking = outbox_.opted_out(reply.channel, reply.to);
  const std::optional<bool> out = co_await std::move(asking);
  if (out && !*out) co_return true;
  Verdict verdict;
  verdict.kind = out ? Kind::failed : Kind::later;
  verdict.opted_out = out.has_value();
  verdict.after = 1s;
  verdict.reason = out ? "the resident has opted out" : "Redis does not answer";
  co_await apply(reply, std::move(verdict));
  co_return false;
}

asio::awaitable<Carrier::Called> Carrier::call(ProviderCall composed) {
  http::OutgoingCall wanted;
  wanted.method = std::move(composed.method);
  wanted.url = std::move(composed.url);
  wanted.headers = std::move(composed.headers);
  wanted.body = std::move(composed.body);
  return client_.call(std::move(wanted));
}

asio::awaitable<void> Carrier::apply(const TakenReply& reply, Verdict verdict) {
  if (verdict.pause_channel) pause_channel(reply.channel, verdict.after, verdict.reason);
  if (verdict.kind == Kind::find_out) {
    co_await find_out(reply, std::move(verdict.reason));
    co_return;
  }
  const Settled settled = co_await settle(reply, verdict);
  if (settled == Settled::done) note(reply, verdict);
}

asio::awaitable<void> Carrier::resolve(TakenReply reply) {
  const Entry entry(under_way_, reply.id);
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
    if (std::holds_alternative<Unclear>(outcome) && age >= timing_.look_up_for) {
      if (writer.writer && writer.writer->reply_settings().repeat_unknown) {
        verdict = try_again(reason, writer.writer->reply_settings(), reply, now(), luck());
        co_await apply(reply, std::move(verdict));
        co_return;
      }
      const Settled settled = co_await outbox_.unknown(reply, reason);
      if (settled == Settled::unavailable) {
        co_await pause(1s);
        continue;
      }
      SPDLOG_WARN("event=reply_unknown channel={} tracking={} reply={} reason=\"{}\"",
                  reply.channel, reply.tracking, reply.id, reason);
      metrics_.count(reply.channel, "unknown");
      co_return;
    }
    co_await pause(std::min<std::chrono::milliseconds>(5s, 250ms * (1 << std::min(round, 5))));
  }
}

asio::awaitable<LookUpOutcome> Carrier::look_up(const TakenReply& reply, const Writer& writer) {
  metrics_.count(reply.channel, "looked_up");
  const OutgoingText text = text_of(reply, writer);
  if (writer.writer->if_unclear() == IfUnclear::repeat) co_return LookUpOutcome(NotThere{});
  auto calling = call(writer.writer->look_up(text));
  const Called called = co_await std::move(calling);
  if (const auto* failure = std::get_if<http::CallFailure>(&called))
    co_return LookUpOutcome(Unclear{failure->detail});
  const AnswerView answer(std::get<http::OutgoingAnswer>(called));
  co_return writer.writer->read_look_up(text, reply.started, reply.known, answer.view);
}

// While Redis is away the provider's answer is known here alone, so it is tried until the daemon
// ends.
asio::awaitable<Settled> Carrier::settle(const TakenReply& reply, const Verdict& verdict) {
  for (;;) {
    const Settled settled = co_await settle_once(reply, verdict);
    if (settled != Settled::unavailable || stopped_) co_return settled;
    co_await pause(250ms);
  }
}

asio::awaitable<Settled> Carrier::settle_once(const TakenReply& reply, const Verdict& verdict) {
  switch (verdict.kind) {
    case Kind::sent: return outbox_.sent(reply, verdict.provider_id);
    case Kind::failed: return outbox_.failed(reply, verdict.reason, verdict.opted_out);
    case Kind::later:
    case Kind::find_out: break;
  }
  return outbox_.later(reply, verdict.after, verdict.reason);
}

void Carrier::note(const TakenReply& reply, const Verdict& verdict) {
  switch (verdict.kind) {
    case Kind::sent:
      metrics_.count(reply.channel, "sent");
      metrics_.took(reply.channel, now() - reply.since);
      return;
    case Kind::failed:
      metrics_.count(reply.channel, verdict.opted_out ? "opted_out" : "failed");
      SPDLOG_WARN("event=reply_failed channel={} tracking={} reply={} tries={} reason=\"{}\"",
                  reply.channel, reply.tracking, reply.id, reply.tries, verdict.reason);
      return;
    case Kind::later:
    case Kind::find_out: break;
  }
  metrics_.count(reply.channel, "retried");
  SPDLOG_INFO(
      "event=reply_retried channel={} tracking={} reply={} tries={} after={}ms reason=\"{}\"",
      reply.channel, reply.tracking, reply.id, reply.tries, verdict.after.count(), verdict.reason);
}

void Carrier::pause_channel(const std::string& channel, std::chrono::milliseconds time,
                            const std::string& reason) {
  Time& until = paused_[channel];
  until = std::max(until, now() + time);
  SPDLOG_WARN("event=reply_channel_paused channel={} for={}ms reason=\"{}\"", channel, time.count(),
              reason);
}

Time Carrier::paused_until(const std::string& channel) const {
  const auto found = paused_.find(channel);
  return found == paused_.end() ? Time{} : found->second;
}

asio::awaitable<void> Carrier::pause(std::chrono::milliseconds time) {
  if (stopped_) co_return;
  asio::steady_timer timer(executor_, time);
  pauses_.insert(&timer);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  pauses_.erase(&timer);
}

void Carrier::stop() {
  stopped_ = true;
  for (asio::steady_timer* timer : pauses_) timer->cancel();
}

}  // namespace crosstown
