// The way of a message that did not come as an HTTP request.
#include <chrono>
#include <utility>

#include "daemon/intake.h"
#include "daemon/visit.h"

namespace crosstown {

namespace asio = boost::asio;

namespace {

const HttpRequest no_request{};

}  // namespace

asio::awaitable<Outcome> Intake::take_message(std::shared_ptr<const City> city,
                                              const Channel& channel, Message message,
                                              std::size_t bytes, const std::string& peer) {
  const auto began = std::chrono::steady_clock::now();
  Visit visit{std::move(city),        channel, no_request, peer, false, now(), {}, {},
              Books(*channel.metrics)};
  const ChannelMetrics& metrics = *channel.metrics;
  metrics.bytes.Increment(static_cast<double>(bytes));
  Outcome outcome = co_await keep(visit, message);
  if (auto* const asked = std::get_if<AskedStatus>(&outcome)) {
    auto asking = look_up_status(visit, std::move(asked->tracking), message.language);
    auto status = co_await std::move(asking);
    outcome = NotKept{RefusalCode::unavailable};
    if (status) outcome = SelfServed{std::move(status->words)};
  }
  if (const auto* lost = std::get_if<NotKept>(&outcome)) visit.books.refused(lost->code);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  metrics.seconds.Observe(took.count());
  co_return outcome;
}

void Intake::refuse_message(const Channel& channel, std::size_t bytes, RefusalCode code) {
  Books books(*channel.metrics);
  channel.metrics->bytes.Increment(static_cast<double>(bytes));
  books.refused(code);
}

}  // namespace crosstown
