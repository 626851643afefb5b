#include "daemon/books.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace crosstown {
namespace {

class BooksTest : public testing::Test {
 protected:
  double refused(RefusalCode code) const { return channel.refused(code).Value(); }
  void expect_balance(double received) const {
    double all_refused = 0;
    for (const auto* counter : channel.refused_by_code) all_refused += counter->Value();
    EXPECT_EQ(channel.received.Value(), received);
    EXPECT_EQ(received, channel.accepted.Value() + all_refused + channel.quarantined.Value());
    EXPECT_EQ(channel.accepted.Value(),
              channel.queued.Value() + channel.self_served.Value() + channel.duplicates.Value());
  }
  Metrics metrics;
  const ChannelMetrics& channel = metrics.channel("kiosk");
};

TEST_F(BooksTest, EachMessageIsDecidedByItself) {
  {
    Books books(channel);
    books.brought(3);
    books.accepted(channel.queued);
    books.accepted(channel.duplicates);
    books.refused(RefusalCode::overloaded);
  }
  expect_balance(3);
  EXPECT_EQ(refused(RefusalCode::overloaded), 1);
}

TEST_F(BooksTest, ARefusalIsOfAllThatAreLeft) {
  {
    Books books(channel);
    books.brought(2);
    books.refused(RefusalCode::unavailable);
  }
  expect_balance(2);
  EXPECT_EQ(refused(RefusalCode::unavailable), 2);
}

TEST_F(BooksTest, WhatIsPassedOverCountsByItsOwnReason) {
  {
    Books books(channel);
    books.brought(3);
    books.accepted(channel.queued);
    books.passed_over(RefusalCode::wrong_account);
    books.passed_over(RefusalCode::malformed);
    books.passed_over(RefusalCode::malformed);
  }
  expect_balance(3);
  EXPECT_EQ(refused(RefusalCode::wrong_account), 1);
  EXPECT_EQ(refused(RefusalCode::malformed), 1);
}

TEST_F(BooksTest, NothingIsDecidedTwice) {
  {
    Books books(channel);
    books.accepted(channel.self_served);
    books.accepted(channel.self_served);
    books.quarantined();
  }
  expect_balance(1);
  EXPECT_EQ(channel.self_served.Value(), 1);
}

TEST_F(BooksTest, AnExceptionIsARefusal) {
  try {
    Books books(channel);
    books.brought(2);
    books.accepted(channel.queued);
    throw std::runtime_error("a bug");
  } catch (const std::runtime_error&) {
  }
  expect_balance(2);
  EXPECT_EQ(refused(RefusalCode::internal), 1);
}

}  // namespace
}  // namespace crosstown
