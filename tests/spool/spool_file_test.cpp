#include "router/spool/spool_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "router/message/tracking.h"
#include "tests/support/full_disk.h"
#include "tests/support/redis_server.h"

namespace crosstown {
namespace {

using testing::FullDisk;
using testing::TempFolder;

constexpr Time moment{std::chrono::milliseconds(1'795'363'445'123)};

Delivery message(const std::string& id, const std::string& conversation = "") {
  Delivery delivery;
  delivery.provider_id = id;
  delivery.conversation = conversation;
  delivery.channel = "city-sms";
  delivery.queue = "public-works";
  delivery.priority = "normal";
  delivery.type = "pothole";
  delivery.head = "head " + id;
  delivery.tail = "tail";
  return delivery;
}

class SpoolFileTest : public ::testing::Test {
 protected:
  SpoolFileTest() { reopen(); }

  void reopen(std::uint64_t limit = 64 << 20, int partitions = 2) {
    file_.reset();
    file_ = std::make_unique<SpoolFile>(
        SpoolFile::Options{folder_.path() / "spool", limit, partitions});
  }
  void reserve(std::uint32_t first, std::uint32_t size, int partition = 0) {
    SpoolFile::Change change(*file_);
    change.reserve(partition, 26, first, size);
    ASSERT_EQ(change.commit(), "");
  }
  Delivery keep(Delivery delivery, int partition = 0) {
    SpoolFile::Change change(*file_);
    change.keep(partition, delivery, moment);
    EXPECT_EQ(change.commit(), "");
    return delivery;
  }
  void remove(std::uint64_t place, int partition = 0) {
    SpoolFile::Change change(*file_);
    change.remove(partition, place);
    ASSERT_EQ(change.commit(), "");
  }
  std::vector<std::string> ids(int partition = 0) {
    std::vector<std::string> all;
    for (const SpoolEntry& entry : file_->oldest(partition, 100).entries)
      all.push_back(entry.delivery.provider_id);
    return all;
  }

  TempFolder folder_;
  std::unique_ptr<SpoolFile> file_;
};

TEST_F(SpoolFileTest, KeepsInOrderAcrossAReopening) {
  reserve(10, 5);
  const Delivery first = keep(message("a"));
  keep(message("b"));
  reopen();
  const Delivery third = keep(message("c"));
  EXPECT_EQ(first.fate, Fate::spooled);
  EXPECT_EQ(first.tracking, to_text(TrackingNumber{26, 20})) << "k = 10 of partition 0 of 2";
  EXPECT_EQ(third.tracking, to_text(TrackingNumber{26, 24}));
  EXPECT_THAT(ids(), ::testing::ElementsAre("a", "b", "c"));
  EXPECT_EQ(file_->entries(0), 3u);
  EXPECT_EQ(file_->state(0).reserved(), 2u);
}

TEST_F(SpoolFileTest, NothingOfAnUncommittedChangeHappens) {
  reserve(1, 5);
  {
    SpoolFile::Change change(*file_);
    Delivery delivery = message("a");
    change.keep(0, delivery, moment);
  }
  EXPECT_THAT(ids(), ::testing::IsEmpty());
  EXPECT_EQ(file_->state(0).reserved(), 5u);
}

TEST_F(SpoolFileTest, ARepeatIsToldTheSameNumber) {
  reserve(1, 5);
  const Delivery first = keep(message("a"));
  const Delivery again = keep(message("a"));
  EXPECT_EQ(again.fate, Fate::duplicate);
  EXPECT_EQ(again.tracking, first.tracking);
  EXPECT_EQ(file_->entries(0), 1u);
}

TEST_F(SpoolFileTest, TheSameIdOfAnotherChannelIsAnotherMessage) {
  reserve(1, 5);
  keep(message("a"));
  Delivery other = message("a");
  other.channel = "kiosk";
  EXPECT_EQ(keep(std::move(other)).fate, Fate::spooled);
}

TEST_F(SpoolFileTest, AResidentsNextMessageIsToldTheSameNumber) {
  reserve(1, 5);
  const Delivery first = keep(message("a", "resident"));
  const Delivery second = keep(message("b", "resident"));
  EXPECT_EQ(second.fate, Fate::spooled);
  EXPECT_EQ(second.tracking, first.tracking);
  EXPECT_NE(keep(message("c", "neighbour")).tracking, first.tracking);
}

TEST_F(SpoolFileTest, WhatWasTriedInRedisIsToldTheNumberItWasTriedWith) {
  reserve(1, 5);
  Delivery tried = message("a");
  tried.attempted = {"26-0000400-3"};
  EXPECT_EQ(keep(std::move(tried)).tracking, "26-0000400-3");
  EXPECT_EQ(file_->state(0).reserved(), 5u);
}

TEST_F(SpoolFileTest, WithoutANumberNothingIsKept) {
  EXPECT_EQ(keep(message("a")).fate, Fate::unavailable);
  reserve(1, 1);
  EXPECT_EQ(keep(message("a")).fate, Fate::spooled);
  EXPECT_EQ(keep(message("b")).fate, Fate::unavailable);
  EXPECT_EQ(file_->entries(0), 1u);
}

TEST_F(SpoolFileTest, RemovingForgetsEverythingAboutAMessage) {
  reserve(1, 5);
  const Delivery first = keep(message("a", "resident"));
  keep(message("b", "resident"));
  EXPECT_TRUE(file_->holds(0, "city-sms", "a", ""));
  EXPECT_TRUE(file_->holds(0, "city-sms", "x", "resident"));
  EXPECT_EQ(file_->find(0, first.tracking)->delivery.provider_id, "a");

  remove(1);
  EXPECT_FALSE(file_->holds(0, "city-sms", "a", ""));
  EXPECT_TRUE(file_->holds(0, "city-sms", "x", "resident")) << "the second is still there";
  remove(2);
  EXPECT_FALSE(file_->holds(0, "city-sms", "x", "resident"));
  EXPECT_FALSE(file_->find(0, first.tracking));
  EXPECT_EQ(file_->usage().entries, 0u);
  EXPECT_EQ(file_->usage().bytes, 0u);
  remove(2);  // again: no harm
  EXPECT_EQ(file_->usage().entries, 0u);
}

TEST_F(SpoolFileTest, PartitionsDoNotSeeEachOther) {
  reserve(1, 5, 0);
  reserve(1, 5, 1);
  keep(message("a", "resident"), 0);
  EXPECT_EQ(keep(message("a", "resident"), 1).tracking, to_text(TrackingNumber{26, 3}));
  EXPECT_THAT(ids(0), ::testing::ElementsAre("a"));
  EXPECT_THAT(ids(1), ::testing::ElementsAre("a"));
  remove(1, 0);
  EXPECT_FALSE(file_->holds(0, "city-sms", "a", "resident"));
  EXPECT_TRUE(file_->holds(1, "city-sms", "a", "resident"));
}

TEST_F(SpoolFileTest, AFullOneTakesNothingMoreButGivesBack) {
  reopen(20'000);
  reserve(1, 100);
  std::uint64_t kept = 0;
  while (keep(message("m" + std::to_string(kept))).fate == Fate::spooled) ++kept;
  EXPECT_GT(kept, 10u);
  EXPECT_LT(kept, 50u);
  EXPECT_EQ(keep(message("late")).fate, Fate::overloaded);
  EXPECT_EQ(keep(message("m0")).fate, Fate::duplicate) << "a repeat needs no room";
  remove(1);
  EXPECT_EQ(keep(message("late")).fate, Fate::spooled);
}

TEST_F(SpoolFileTest, WhatIsSetAsideIsOutOfTheWay) {
  reserve(1, 5);
  const Delivery told = keep(message("a"));
  keep(message("b"));
  SpoolFile::Change change(*file_);
  change.set_aside(0, 1, "Redis would not");
  ASSERT_EQ(change.commit(), "");
  EXPECT_THAT(ids(), ::testing::ElementsAre("b"));
  EXPECT_EQ(file_->usage().aside, 1u);
  EXPECT_EQ(file_->find(0, told.tracking)->delivery.provider_id, "a") << "its number still works";
  reopen();
  EXPECT_EQ(file_->usage().aside, 1u);
}

TEST_F(SpoolFileTest, AfterTheConversationsWindowTheNextMessageHasANumberOfItsOwn) {
  reserve(1, 5);
  Delivery first = message("a", "resident"), second = message("b", "resident");
  first.conversation_window = second.conversation_window = std::chrono::minutes(1);
  SpoolFile::Change change(*file_);
  change.keep(0, first, moment);
  change.keep(0, second, moment + std::chrono::minutes(2));
  ASSERT_EQ(change.commit(), "");
  EXPECT_NE(first.tracking, second.tracking);
  EXPECT_EQ(file_->find(0, second.tracking)->delivery.provider_id, "b");
}

TEST_F(SpoolFileTest, ADiskThatRefusesIsSurvived) {
  reserve(1, 100'000);
  const Delivery before = keep(message("before"));
  std::string error;
  {
    const FullDisk full;
    for (int i = 0; i < 1000 && error.empty(); ++i) {
      Delivery delivery = message("m" + std::to_string(i));
      delivery.tail.assign(10'000, 't');
      SpoolFile::Change change(*file_);
      change.keep(0, delivery, moment);
      error = change.commit();
    }
  }
  EXPECT_NE(error, "");
  const std::uint64_t entries = file_->usage().entries;
  EXPECT_EQ(keep(message("after")).fate, Fate::spooled);
  EXPECT_EQ(file_->usage().entries, entries + 1);
  EXPECT_EQ(file_->find(0, before.tracking)->delivery.provider_id, "before");
}

TEST_F(SpoolFileTest, TheHighestLeaseIsRememberedAndANewYearBeginsAnew) {
  {
    SpoolFile::Change change(*file_);
    change.lease(0, 26, 101, 100);
    change.reserve(0, 26, 201, 100);
    change.lease(0, 26, 1, 10);
    ASSERT_EQ(change.commit(), "");
  }
  reopen();
  EXPECT_EQ(file_->state(0).highest, 300u);
  SpoolFile::Change change(*file_);
  change.lease(0, 27, 1, 32);
  ASSERT_EQ(change.commit(), "");
  EXPECT_EQ(file_->state(0).highest, 32u);
  EXPECT_EQ(file_->state(0).reserved(), 0u) << "numbers of last year";
}

TEST_F(SpoolFileTest, HasOneOwner) {
  try {
    SpoolFile second({folder_.path() / "spool", 1 << 20, 2});
    FAIL() << "two owners";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("another daemon uses it"));
  }
}

}  // namespace
}  // namespace crosstown
