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

// One that needs no store, and one that cannot be taken.
class HalfAdapter final : public HttpAdapter {
 public:
  explicit HalfAdapter(bool ours) : ours_(ours) {}
  Step receive(const HttpRequest&, const StepContext&) const override {
    Message message;
    message.text = "STATUS 26-0001234-8";  // a wrong check digit: answered at once
    return SomeMessages{.taken = {message},
                        .passed_over = {{RefusalCode::wrong_account, "event 2", ours_}}};
  }
  Step conclude(std::span<const Message>, std::span<const Outcome>) const override {
    return Answer{};
  }
  Step resume(std::span<const Message>, const Fulfilment&) const override { return Answer{}; }

 private:
  const bool ours_;
};

struct Half : testing::Test {
  int status_of(bool ours, bool vouched) {
    channel.name = "kiosk";
    channel.adapter = std::make_shared<HalfAdapter>(ours);
    channel.metrics = &parts.metrics.channel("kiosk");
    const HttpRequest request;
    const http::Peer peer;
    auto taking = vouched ? parts.intake.take_vouched(small_city(), channel, request)
                          : parts.intake.take(small_city(), channel, request, peer);
    auto taken = boost::asio::co_spawn(parts.io, std::move(taking), boost::asio::use_future);
    while (taken.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
      parts.io.restart();
      parts.io.run_for(std::chrono::milliseconds(10));
    }
    EXPECT_EQ(channel.metrics->received.Value(), 2);
    EXPECT_EQ(channel.metrics->self_served.Value(), 1);
    return taken.get().status;
  }
  double refused() const { return channel.metrics->refused(RefusalCode::wrong_account).Value(); }
  std::uint64_t kept() { return parts.quarantine->usage()["kiosk"].entries; }

  DaemonParts parts;
  Channel channel;
};

TEST_F(Half, WhatIsPassedOverIsKeptBesideWhatIsTaken) {
  EXPECT_EQ(status_of(true, false), 200);
  EXPECT_EQ(kept(), 1u);
  EXPECT_EQ(channel.metrics->quarantined.Value(), 1);
  EXPECT_EQ(refused(), 0);
}

TEST_F(Half, WhatIsNotWorthKeepingCountsAsRefused) {
  EXPECT_EQ(status_of(false, false), 200);
  EXPECT_EQ(kept(), 0u);
  EXPECT_EQ(refused(), 1);
}

TEST_F(Half, AnOperatorIsToldThatNotAllWasTaken) {
  EXPECT_EQ(status_of(true, true), 403);
  EXPECT_EQ(kept(), 0u) << "it lies there already";
  EXPECT_EQ(refused(), 1);
}

}  // namespace
}  // namespace crosstown
