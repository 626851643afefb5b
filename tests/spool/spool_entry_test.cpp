#include "router/spool/spool_entry.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

Delivery full_delivery() {
  Delivery delivery;
  delivery.provider_id = std::string("SM\0\n|", 5);
  delivery.conversation = "0123456789abcdef0123456789abcdef";
  delivery.channel = "city-sms";
  delivery.queue = "public-works";
  delivery.priority = "urgent";
  delivery.type = "pothole";
  delivery.pinned = delivery.anew = delivery.type_said = true;
  delivery.reopen_window = std::chrono::hours(24 * 7);
  delivery.new_matter_after = std::chrono::minutes(90);
  delivery.time = Time(std::chrono::seconds(98));
  delivery.seen_window = std::chrono::hours(72);
  delivery.conversation_window = std::chrono::hours(24 * 30);
  delivery.head = R"({"id":"1","subject":")";
  delivery.tail = R"("type":"pothole"}}})";
  return delivery;
}

TEST(SpoolEntry, ComesBackAsItWas) {
  const Delivery before = full_delivery();
  const auto entry = decode(7, encode(before, "26-0000017-5", Time(std::chrono::seconds(99))));
  ASSERT_TRUE(entry);
  const Delivery& after = entry->delivery;
  EXPECT_EQ(entry->place, 7u);
  EXPECT_EQ(entry->tracking, "26-0000017-5");
  EXPECT_EQ(entry->accepted, Time(std::chrono::seconds(99)));
  EXPECT_EQ(after.provider_id, before.provider_id);
  EXPECT_EQ(after.conversation, before.conversation);
  EXPECT_EQ(after.channel, before.channel);
  EXPECT_EQ(after.queue, before.queue);
  EXPECT_EQ(after.priority, before.priority);
  EXPECT_EQ(after.type, before.type);
  EXPECT_TRUE(after.pinned);
  EXPECT_FALSE(after.kept_low);
  EXPECT_TRUE(after.anew);
  EXPECT_FALSE(after.closes);
  EXPECT_TRUE(after.type_said);
  EXPECT_EQ(after.reopen_window, before.reopen_window);
  EXPECT_EQ(after.new_matter_after, before.new_matter_after);
  EXPECT_EQ(after.time, before.time);
  EXPECT_EQ(after.seen_window, before.seen_window);
  EXPECT_EQ(after.conversation_window, before.conversation_window);
  EXPECT_EQ(after.head, before.head);
  EXPECT_EQ(after.tail, before.tail);
}

TEST(SpoolEntry, WhatIsCutShortOrTooLongIsNoEntry) {
  const std::string whole = encode(full_delivery(), "26-0000017-5", Time{});
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(decode(1, std::string_view(whole).substr(0, size))) << size;
  EXPECT_FALSE(decode(1, whole + "x"));
}

TEST(SpoolEntry, OneOfAnEarlierVersionIsRead) {
  std::string bytes = encode(full_delivery(), "26-0000017-5", Time(std::chrono::seconds(99)));
  constexpr std::size_t before_time = 1 + 8 + 12 + 3 * 8;
  bytes[0] = 2;
  bytes.erase(before_time + 8, 3 * 8);
  const auto second = decode(1, bytes);
  ASSERT_TRUE(second);
  EXPECT_FALSE(second->delivery.pinned);
  EXPECT_EQ(second->delivery.time, full_delivery().time);
  EXPECT_EQ(second->delivery.tail, full_delivery().tail);
  bytes[0] = 1;
  bytes.erase(before_time, 8);
  const auto first = decode(1, bytes);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->delivery.time, first->accepted);
  EXPECT_EQ(first->delivery.tail, full_delivery().tail);
}

TEST(SpoolEntry, AnotherVersionIsNoEntry) {
  std::string bytes = encode(full_delivery(), "26-0000017-5", Time{});
  bytes[0] = 4;
  EXPECT_FALSE(decode(1, bytes));
}

}  // namespace
}  // namespace crosstown
