#include "router/rules/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "router/message/utf8.h"

namespace crosstown::words {
namespace {

using testing::HasSubstr;
using testing::Not;

// 3GPP TS 23.038 section 6.2.1: how many septets a character takes; 0: none, the text needs UCS-2.
int septets(char32_t code) {
  static const std::u32string basic =
      U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ "
      U"!\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
      U"abcdefghijklmnopqrstuvwxyzäöñüà";
  static const std::u32string extended = U"^{}\\[~]|€";
  if (basic.find(code) != std::u32string::npos) return 1;
  return extended.find(code) != std::u32string::npos ? 2 : 0;
}

// Text messages that it takes, one by one of 160 septets or 70 UTF-16 units, else in parts.
int segments(std::string_view text) {
  int gsm = 0;
  int ucs2 = 0;
  bool all_gsm = true;
  while (!text.empty()) {
    const auto character = utf8::first(text).value();
    const int size = septets(character.code);
    all_gsm = all_gsm && size > 0;
    gsm += size;
    ucs2 += character.code > 0xFFFF ? 2 : 1;
    text.remove_prefix(character.bytes);
  }
  if (all_gsm) return gsm <= 160 ? 1 : (gsm + 152) / 153;
  return ucs2 <= 70 ? 1 : (ucs2 + 66) / 67;
}

TEST(Segments, Counts) {
  EXPECT_EQ(segments(std::string(160, 'x')), 1);
  EXPECT_EQ(segments(std::string(161, 'x')), 2);
  EXPECT_EQ(segments(std::string(70, 'x') + "á"), 2);
  EXPECT_EQ(segments(std::string(159, 'x') + "ñ"), 1);
  EXPECT_EQ(segments(std::string(159, 'x') + "€"), 2);
}

constexpr std::string_view longest_number = "26-123456789-9";

TEST(Words, FitOneTextMessage) {
  for (const auto* language : {"en", "es"}) {
    EXPECT_EQ(segments(receipt(language, longest_number)), 1) << language;
    EXPECT_EQ(segments(status_unknown(language, longest_number)), 1) << language;
    EXPECT_EQ(segments(status_bad_number(language)), 1) << language;
    for (const auto* state : {"received", "taken", "in-progress", "closed"}) {
      EXPECT_EQ(
          segments(status(language, longest_number, state, "Parks and Recreation", "2026-11-22")),
          1)
          << language;
    }
  }
}

TEST(Words, SayWhatTheyMust) {
  EXPECT_EQ(
      receipt("en", "26-0001234-9"),
      "Thanks, your request is 26-0001234-9. To ask how it stands, send STATUS 26-0001234-9.");
  EXPECT_THAT(receipt("es", "26-0001234-9"), HasSubstr("ESTADO 26-0001234-9"));
  EXPECT_EQ(
      status("en", "26-0001234-9", "in-progress", "Public Works", "2026-11-22"),
      "Request 26-0001234-9 is in progress. It is with Public Works. It was opened on 2026-11-22.");
  EXPECT_EQ(status("es", "26-0001234-9", "closed", "Recepcion", "2026-11-22"),
            "Su solicitud 26-0001234-9: cerrada. La atiende Recepcion. Fue abierta el 2026-11-22.");
  EXPECT_EQ(status("en", "26-0001234-9", "paused", "", ""), "Request 26-0001234-9 is paused.");
  EXPECT_EQ(status("en", "{}", "{0}", "{9}", "{x}"),
            "Request {} is {0}. It is with {9}. It was opened on {x}.");
  EXPECT_THAT(status_unknown("es", "26-0001234-9"), HasSubstr("26-0001234-9"));
}

TEST(Words, EachStateHasItsOwn) {
  for (const auto* language : {"en", "es"}) {
    std::set<std::string> seen;
    for (const auto* state : {"received", "taken", "in-progress", "closed"}) {
      EXPECT_TRUE(seen.insert(status(language, "26-0001234-9", state, "", "")).second) << state;
    }
  }
  EXPECT_THAT(status("es", "26-0001234-9", "received", "", ""), Not(HasSubstr("received")));
}

TEST(Words, Languages) {
  const std::string spanish = receipt("es", "x");
  const std::string english = receipt("en", "x");
  EXPECT_NE(spanish, english);
  for (const auto* tag : {"es-MX", "ES", "es_us", "es-419"})
    EXPECT_EQ(receipt(tag, "x"), spanish) << tag;
  for (const auto* tag : {"en-GB", "pl", "", "est", "e"})
    EXPECT_EQ(receipt(tag, "x"), english) << tag;
  EXPECT_TRUE(ships("es-US"));
  EXPECT_TRUE(ships("EN"));
  EXPECT_FALSE(ships("pl"));
  EXPECT_FALSE(ships(""));
  EXPECT_FALSE(ships("est"));
}

}  // namespace
}  // namespace crosstown::words
