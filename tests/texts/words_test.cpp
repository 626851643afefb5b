#include "router/texts/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "router/texts/segments.h"

namespace crosstown::words {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t segments(std::string_view text) { return sms_size(text).segments; }

const Texts texts;

constexpr std::string_view longest_number = "26-123456789-9";

TEST(Words, FitOneTextMessage) {
  for (const auto* language : {"en", "es"}) {
    EXPECT_EQ(segments(receipt(texts, language, longest_number)), 1u) << language;
    EXPECT_EQ(segments(status_unknown(texts, language, longest_number)), 1u) << language;
    EXPECT_EQ(segments(status_bad_number(texts, language)), 1u) << language;
    EXPECT_EQ(segments(emergency(texts, language, "911", longest_number)), 1u) << language;
    for (const auto* state : {"received", "taken", "in-progress", "closed"}) {
      EXPECT_EQ(segments(status(texts, language, longest_number, state, "Parks and Recreation",
                                "2026-11-22")),
                1u)
          << language;
    }
  }
}

TEST(Words, SayWhatTheyMust) {
  EXPECT_EQ(
      receipt(texts, "en", "26-0001234-9"),
      "Thanks, your request is 26-0001234-9. To ask how it stands, send STATUS 26-0001234-9.");
  EXPECT_THAT(receipt(texts, "es", "26-0001234-9"), HasSubstr("ESTADO 26-0001234-9"));
  EXPECT_EQ(
      status(texts, "en", "26-0001234-9", "in-progress", "Public Works", "2026-11-22"),
      "Request 26-0001234-9 is in progress. It is with Public Works. It was opened on 2026-11-22.");
  EXPECT_EQ(status(texts, "es", "26-0001234-9", "closed", "Recepcion", "2026-11-22"),
            "Su solicitud 26-0001234-9: cerrada. La atiende Recepcion. Fue abierta el 2026-11-22.");
  EXPECT_EQ(status(texts, "en", "26-0001234-9", "paused", "", ""),
            "Request 26-0001234-9 is paused.");
  EXPECT_EQ(status(texts, "en", "{}", "{0}", "{9}", "{x}"),
            "Request {} is {0}. It is with {9}. It was opened on {x}.");
  EXPECT_THAT(status_unknown(texts, "es", "26-0001234-9"), HasSubstr("26-0001234-9"));
}

TEST(Words, EachStateHasItsOwn) {
  for (const auto* language : {"en", "es"}) {
    std::set<std::string> seen;
    for (const auto* state : {"received", "taken", "in-progress", "closed"}) {
      EXPECT_TRUE(seen.insert(status(texts, language, "26-0001234-9", state, "", "")).second)
          << state;
    }
  }
  EXPECT_THAT(status(texts, "es", "26-0001234-9", "received", "", ""), Not(HasSubstr("received")));
}

TEST(Words, Languages) {
  const std::string spanish = receipt(texts, "es", "x");
  const std::string english = receipt(texts, "en", "x");
  EXPECT_NE(spanish, english);
  for (const auto* tag : {"es-MX", "ES", "es_us", "es-419"})
    EXPECT_EQ(receipt(texts, tag, "x"), spanish) << tag;
  for (const auto* tag : {"en-GB", "pl", "", "est", "e"})
    EXPECT_EQ(receipt(texts, tag, "x"), english) << tag;
}

}  // namespace
}  // namespace crosstown::words
