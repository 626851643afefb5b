#include "daemon/suspects.h"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <optional>
#include <sstream>

#include "tests/daemon/daemon_parts.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;

// The log while it lives, one "level event=…" a line.
class LogWatch {
 public:
  LogWatch() : before_(spdlog::default_logger()) {
    const auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(lines_);
    auto logger = std::make_shared<spdlog::logger>("watched", sink);
    logger->set_pattern("%l %v");
    spdlog::set_default_logger(std::move(logger));
  }
  ~LogWatch() { spdlog::set_default_logger(before_); }
  [[nodiscard]] int count(const std::string& words) const {
    const std::string all = lines_.str();
    int found = 0;
    for (auto at = all.find(words); at != std::string::npos; at = all.find(words, at + 1)) ++found;
    return found;
  }

 private:
  std::shared_ptr<spdlog::logger> before_;
  std::ostringstream lines_;
};

struct SuspectsTest : testing::Test {
  bool keep(std::string_view channel) {
    const HttpRequest request;
    const Suspect suspect{channel, now(), "bad_signature", "another token", request, "203.0.113.7"};
    auto kept = asio::co_spawn(parts.io, suspects->keep(suspect), asio::use_future);
    while (kept.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
      parts.io.restart();
      parts.io.run_for(std::chrono::milliseconds(10));
    }
    return kept.get();
  }

  DaemonParts parts;
  LogWatch log;
  std::optional<Suspects> suspects{std::in_place, *parts.quarantine, parts.disk};
};

TEST_F(SuspectsTest, TheFirstIsALineTheRestOfAFloodIsNot) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(keep("kiosk"));
  EXPECT_EQ(parts.quarantine->usage()["kiosk"].entries, 3u);
  EXPECT_EQ(log.count("event=quarantined channel=kiosk"), 1);
  EXPECT_EQ(log.count("event=quarantine_flood"), 0) << "its time has not come";
}

TEST_F(SuspectsTest, WhatNoSummaryHasToldIsToldAtTheEnd) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(keep("kiosk"));
  EXPECT_TRUE(keep("city-sms"));
  suspects.reset();
  EXPECT_EQ(log.count("error event=quarantine_flood channel=kiosk quarantined=2 refused=0\n"), 1);
  EXPECT_EQ(log.count("event=quarantine_flood channel=city-sms"), 0) << "its one was told";
}

TEST_F(SuspectsTest, WhatCannotBeKeptIsSaid) {
  EXPECT_FALSE(keep("../up"));
  EXPECT_EQ(log.count("error event=quarantine_refused channel=../up"), 1);
}

}  // namespace
}  // namespace crosstown
