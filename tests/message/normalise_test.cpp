#include "router/message/normalise.h"

#include <gtest/gtest.h>

#include <cmath>

namespace crosstown {
namespace {

const NormaliserSettings settings{};

Message normalised(Message message) {
  normalise(message, settings);
  return message;
}

struct Address {
  Medium medium;
  std::string in;
  std::string out;
};

TEST(Normalise, Addresses) {
  const Address table[] = {
      {Medium::sms, "+18015550123", "+18015550123"},
      {Medium::sms, "(801) 555-0123", "+18015550123"},
      {Medium::sms, " 801 555 0123\n", "+18015550123"},
      {Medium::sms, "31131", "31131"},
      {Medium::sms, "RIVERBEND", "RIVERBEND"},
      {Medium::phone, "anonymous", ""},
      {Medium::phone, "Restricted", ""},
      {Medium::phone, "UNAVAILABLE", ""},
      {Medium::phone, "unknown", ""},
      {Medium::phone, "unknown caller", "unknown caller"},
      {Medium::phone, "+266696687", ""},
      {Medium::phone, "+7378742833", ""},
      {Medium::phone, "+2562533", ""},
      {Medium::phone, "+86 28245 2253", ""},
      {Medium::sms, "+8656696", ""},
      {Medium::sms, "+86282452253", ""},
      {Medium::phone, "", ""},
      {Medium::email, "Maria.Lopez@Example.ORG", "maria.lopez@example.org"},
      {Medium::email, "anonymous", "anonymous"},
      {Medium::chat, "Session-1", "Session-1"},
      {Medium::app, "8015550123", "8015550123"},
  };
  for (const auto& row : table) {
    Message message;
    message.medium = row.medium;
    message.from = row.in;
    message.to = row.in;
    const Message out = normalised(message);
    EXPECT_EQ(out.from, row.out) << row.in;
    EXPECT_EQ(out.to, row.out) << row.in;
  }
}

TEST(Normalise, Language) {
  const std::pair<std::string, std::string> table[] = {
      {"", "en"},
      {"und", "en"},
      {"es", "es"},
      {"ES-mx", "es-MX"},
      {"zh_hans", "zh-Hans"},
      {"ZH-HANT-tw", "zh-Hant-TW"},
      {"fil", "fil"},
      {"en-x-Ab", "en-x-ab"},
      {"es-419", "es-419"},
      {"deutsch", "en"},
      {"e", "en"},
      {"es-", "en"},
      {"es--mx", "en"},
      {"es mx", "en"},
      {"<script>", "en"},
      {std::string(40, 'a'), "en"},
  };
  for (const auto& [in, out] : table) {
    Message message;
    message.language = in;
    EXPECT_EQ(normalised(message).language, out) << in;
  }
}

TEST(Normalise, ProviderIdsStayDifferent) {
  const auto id = [](std::string provider_id) {
    Message message;
    message.provider_id = std::move(provider_id);
    return normalised(message).provider_id;
  };
  EXPECT_EQ(id("SM0123456789"), "SM0123456789");
  EXPECT_EQ(id("<mail-1@example.org>"), "<mail-1@example.org>");
  EXPECT_EQ(id(std::string(255, 'x')), std::string(255, 'x'));
  EXPECT_EQ(id("a b"), "sha256-c8687a08aa5d6ed2044328fa6a697ab8e96dc34291e8c2034ae8c38e6fcc6d65");
  EXPECT_NE(id(std::string(300, 'x') + "1"), id(std::string(300, 'x') + "2"));
  EXPECT_NE(id("x\xFF"), id("x\xFE"));
  EXPECT_NE(id("x"), id(" x"));
  EXPECT_EQ(id(id("x\xFF")), id("x\xFF"));
}

TEST(Normalise, LongSendersStayDifferent) {
  Message one;
  one.medium = Medium::app;
  one.from = std::string(400, 'x') + "1";
  Message two = one;
  two.from.back() = '2';
  EXPECT_NE(normalised(one).from, normalised(two).from);
  EXPECT_EQ(normalised(one).from.size(), 71U);
}

TEST(Normalise, LinesAreOneLineAndBounded) {
  Message message;
  message.from_name = " Maria\r\nBcc: x ";
  message.subject = std::string(2000, 's') + "ñ";
  message.text = "  one\r\ntwo  ";
  message.attachments.push_back(
      {"", "image/jpeg\n", "a\tb.jpg", 0, "https://media.example.org/1", ""});
  message.attachments.push_back({"", "", "", 3, "", "abc"});
  message.intent = Intent{"Report\nIssue", {{"street\t", std::string(3000, 'x')}}};
  message.id = "0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11";
  const Message out = normalised(message);
  EXPECT_EQ(out.from_name, "Maria Bcc: x");
  EXPECT_EQ(out.subject, std::string(998, 's'));
  EXPECT_EQ(out.text, "one\ntwo");
  EXPECT_EQ(out.attachments[0].content_type, "image/jpeg");
  EXPECT_EQ(out.attachments[0].name, "a b.jpg");
  EXPECT_EQ(out.attachments[0].id, message.id + ".1");
  EXPECT_EQ(out.attachments[1].id, "");  // the content store will name it
  EXPECT_EQ(out.attachments[1].bytes, "abc");
  EXPECT_EQ(out.attachments[1].content_type, "application/octet-stream");
  EXPECT_EQ(out.intent->name, "Report Issue");
  EXPECT_EQ(out.intent->slots[0].first, "street");
  EXPECT_EQ(out.intent->slots[0].second.size(), 1024U);
}

TEST(Normalise, NeverDropsText) {
  Message message;
  message.text = std::string(1'000'000, 'x');
  EXPECT_EQ(normalised(message).text.size(), 1'000'000U);
}

TEST(Normalise, Place) {
  const auto place = [](Place in) {
    Message message;
    message.place = std::move(in);
    return normalised(message).place;
  };
  EXPECT_TRUE(place({40.3, -111.7, ""})->latitude);
  EXPECT_FALSE(place({91.0, 0.0, "1 Main St"})->latitude);
  EXPECT_FALSE(place({0.0, NAN, "1 Main St"})->latitude);
  EXPECT_FALSE(place({40.3, std::nullopt, "1 Main St"})->latitude);
  EXPECT_EQ(place({91.0, 0.0, " 1 Main\nSt "})->address, "1 Main St");
  EXPECT_FALSE(place({std::nullopt, std::nullopt, " "}));
}

TEST(Words, OfEnumerations) {
  for (const auto* word : {"phone", "sms", "chat", "email", "voice-assistant", "app", "walk-in"}) {
    ASSERT_TRUE(medium_from(word)) << word;
    EXPECT_EQ(to_text(*medium_from(word)), word);
  }
  EXPECT_EQ(to_text(Medium::walk_in), "walk-in");
  EXPECT_FALSE(medium_from("fax"));
}

}  // namespace
}  // namespace crosstown
