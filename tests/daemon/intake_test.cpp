#include "daemon/intake.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <stdexcept>

#include "tests/daemon/admin/small_city.h"
#include "tests/daemon/daemon_parts.h"

namespace crosstown {
namespace {

class BrokenAdapter final : public HttpAdapter {
 public:
  Step receive(const HttpRequest&, const StepContext&) const override {
    throw std::out_of_range("a bug");
  }
  Step conclude(std::span<const Message>, std::span<const Outcome>) const override {
    return Answer{};
  }
  Step resume(std::span<const Message>, const Fulfilment&) const override { return Answer{}; }
};

TEST(Intake, AnExceptionIsInTheBooks) {
  DaemonParts parts;
  Channel channel;
  channel.name = "kiosk";
  channel.adapter = std::make_shared<BrokenAdapter>();
  channel.metrics = &parts.metrics.channel("kiosk");
  const HttpRequest request;
  const http::Peer peer;
  auto taken = boost::asio::co_spawn(
      parts.io, parts.intake.take(small_city(), channel, request, peer), boost::asio::use_future);
  parts.io.run();
  EXPECT_THROW((void)taken.get(), std::out_of_range) << "the connection answers 500 and logs it";
  EXPECT_EQ(channel.metrics->received.Value(), 1);
  EXPECT_EQ(channel.metrics->refused(RefusalCode::internal).Value(), 1);
  EXPECT_EQ(channel.metrics->accepted.Value() + channel.metrics->quarantined.Value(), 0);
}

}  // namespace
}  // namespace crosstown
