// What the intake has to do with replies: receipts that cannot be given inline, and what providers
// report of what was sent.
#include <spdlog/spdlog.h>

#include <utility>

#include "channels/outbound.h"
#include "daemon/intake.h"
#include "daemon/visit.h"

namespace crosstown {

namespace asio = boost::asio;

// The message is kept already: a receipt that could not be queued is no reason to refuse it.
asio::awaitable<void> Intake::send_receipt(const Visit& visit, const Message& message,
                                           const Identity& identity, const Accepted& accepted,
                                           bool emergency) {
  if (!replies_ || message.answered_inline || accepted.words.empty() || !identity.remembered)
    co_return;
  const ReplyWriter* writer = reply_writer(*visit.city, message.channel);
  if (!writer || !writer->reply_settings().receipts) co_return;
  auto sending = replies_->receipt(message, identity, accepted.tracking, accepted.words, emergency);
  const bool queued = co_await std::move(sending);
  if (!queued)
    SPDLOG_WARN("event=receipt_lost channel={} tracking={} error=\"Redis does not answer\"",
                message.channel, accepted.tracking);
}

asio::awaitable<Step> Intake::note_report(Visit& visit, DeliveryReport report) {
  bool noted = true;
  if (replies_) {
    auto noting = replies_->report(visit.channel.name, std::move(report));
    noted = co_await std::move(noting);
  }
  if (!noted) co_return Step(Refusal{RefusalCode::unavailable, "", false});
  co_return visit.channel.adapter->conclude({}, {});
}

}  // namespace crosstown
