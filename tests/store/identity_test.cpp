#include "router/store/identity.h"

#include <gtest/gtest.h>

#include <set>

namespace crosstown {
namespace {

Message from(std::string channel, std::string address) {
  Message message;
  message.channel = std::move(channel);
  message.from = std::move(address);
  message.provider_id = "SM1";
  return message;
}

TEST(Identity, OneResidentOnOneChannelIsOneConversation) {
  EXPECT_EQ(identify(from("sms", "+18015550123"), 1).conversation,
            identify(from("sms", "+18015550123"), 1).conversation);
  EXPECT_NE(identify(from("sms", "+18015550123"), 1).conversation,
            identify(from("sms", "+18015550124"), 1).conversation);
  EXPECT_NE(identify(from("sms", "+18015550123"), 1).conversation,
            identify(from("sms2", "+18015550123"), 1).conversation);
}

TEST(Identity, ChannelAndAddressDoNotRunIntoEachOther) {
  EXPECT_NE(identify(from("ab", "c"), 1).conversation, identify(from("a", "bc"), 1).conversation);
}

TEST(Identity, SaysNothingOfTheAddress) {
  const std::string id = identify(from("sms", "+18015550123"), 1).conversation;
  EXPECT_EQ(id.size(), 32u);
  EXPECT_EQ(id.find("0123"), std::string::npos);
}

TEST(Identity, AResidentStaysInOnePartitionOnEveryChannel) {
  std::set<int> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string address = "+1801555" + std::to_string(1000 + i);
    const int partition = identify(from("sms", address), 8).partition;
    EXPECT_EQ(partition, identify(from("voice", address), 8).partition);
    EXPECT_GE(partition, 0);
    EXPECT_LT(partition, 8);
    seen.insert(partition);
  }
  EXPECT_EQ(seen.size(), 8u) << "200 residents should reach every partition";
}

TEST(Identity, WithoutAResidentEveryMessageIsAConversationOfItsOwn) {
  Message one = from("kiosk", ""), other = from("kiosk", "");
  other.provider_id = "SM2";
  EXPECT_FALSE(identify(one, 8).remembered);
  EXPECT_TRUE(identify(from("kiosk", "+18015550123"), 8).remembered);
  EXPECT_NE(identify(one, 8).conversation, identify(other, 8).conversation);
}

}  // namespace
}  // namespace crosstown
