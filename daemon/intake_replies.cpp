// What the intake has to do with replies: receipts that cannot be given inline, and what providers
// report of what was sent.
#include <spdlog/spdlog.h>

#include <utility>

#include "channels/email/outgoing_text.h"
#include "channels/outbound.h"
#include "daemon/intake.h"
#include "daemon/visit.h"

namespace crosstown {

namespace asio = boost::asio;

namespace {

// Mail that machines wrote is never answered by one (RFC 3834), nor is what claims to be somebody's
// and is not: the answer would go to a stranger.
bool may_be_answered(const MailFacts& mail) {
  return mail.automatic.empty() && mail.proof.dmarc != "fail";
}

// "5.1.1 550 no such user here", without the resident's address: it goes into the log.
std::string reason_of(const Bounce& bounce) {
  std::string words = bounce.status;
  if (!bounce.diagnostic.empty()) words += (words.empty() ? "" : " ") + bounce.diagnostic;
  return words.empty() ? "it came back" : mail::without_address(std::move(words), bounce.recipient);
}

}  // namespace

// The message is kept already: a receipt that could not be queued is no reason to refuse it.
asio::awaitable<void> Intake::send_receipt(const Visit& visit, const Message& message,
                                           const Identity& identity, const Accepted& accepted,
                                           bool emergency, Fate fate) {
  if (!replies_ || message.answered_inline || accepted.words.empty() || !identity.remembered)
    co_return;
  const ReplyWriter* writer = reply_writer(*visit.city, message.channel);
  if (!writer || !writer->reply_settings().receipts) co_return;
  if (message.mail && !may_be_answered(*message.mail)) co_return;
  Replies::Receipt receipt{accepted.tracking, accepted.words, emergency};
  // Beside the one that tells the number: a machine that nobody recognised is told little.
  if (message.mail && fate == Fate::follow_up && !emergency) receipt.once = Replies::Once::a_day;
  auto sending = replies_->receipt(message, identity, std::move(receipt));
  const bool queued = co_await std::move(sending);
  if (!queued)
    SPDLOG_WARN("event=receipt_lost channel={} tracking={} error=\"Redis does not answer\"",
                message.channel, accepted.tracking);
}

// A mail server's report about a reply of ours is noted with that reply; it is no message. Empty:
// it is one, for people.
asio::awaitable<std::optional<Outcome>> Intake::note_bounce(Visit& visit, const Bounce& bounce) {
  if (!replies_ || bounce.reply.empty()) co_return std::nullopt;
  const std::string& action = bounce.action;
  const bool failed = action == "failed" || (action.empty() && bounce.status.starts_with('5'));
  const bool passing = action == "delayed" || action == "relayed" || action == "expanded";
  if (!failed && !passing && action != "delivered") co_return std::nullopt;
  DeliveryReport report;
  report.handle = bounce.reply;
  report.state = failed ? DeliveryReport::State::failed : DeliveryReport::State::delivered;
  report.reason = reason_of(bounce);
  auto noted = Replies::Noted::noted;
  if (!passing) {
    auto noting = replies_->report(visit.channel.name, std::move(report));
    noted = co_await std::move(noting);
  }
  if (noted == Replies::Noted::not_ours) co_return std::nullopt;
  if (noted == Replies::Noted::unavailable) co_return NotKept{RefusalCode::unavailable};
  served(visit);
  co_return SelfServed{};
}

asio::awaitable<Step> Intake::note_report(Visit& visit, DeliveryReport report) {
  auto noted = Replies::Noted::noted;
  if (replies_) {
    auto noting = replies_->report(visit.channel.name, std::move(report));
    noted = co_await std::move(noting);
  }
  // What is signed rightly but about nothing of ours is no reason to have it sent again.
  if (noted == Replies::Noted::unavailable)
    co_return Step(Refusal{RefusalCode::unavailable, "", false});
  co_return visit.channel.adapter->conclude({}, {});
}

}  // namespace crosstown
