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

TEST(Words, OfTheResidentsOwnRequests) {
  for (const auto* language : {"en", "es"}) {
    EXPECT_EQ(segments(request_closed(texts, language, longest_number)), 1u) << language;
    EXPECT_EQ(segments(open_requests(texts, language, {}, 0)), 1u) << language;
    EXPECT_EQ(segments(texts.text(language, TextId::new_matter)), 1u) << language;
  }
  EXPECT_EQ(open_requests(texts, "en", {{"26-0001234-9", "received"}}, 1),
            "Your open requests: 26-0001234-9 (received). For one of them, send STATUS and its "
            "number.");
  EXPECT_THAT(open_requests(texts, "es", {{"26-0001234-9", "taken"}, {"26-0000017-5", "x"}}, 5),
              HasSubstr("26-0001234-9 (asignada), 26-0000017-5 (x) y 3 más."));
}

TEST(Words, ALinkCostsNoFurtherTextMessage) {
  const std::string url = "https://311.riverbend.example/track/26-0001234-9";
  for (const auto* language : {"en", "es"}) {
    const std::string plain = receipt(texts, language, "26-0001234-9");
    const std::string linked = with_link(texts, language, plain, url, true);
    EXPECT_THAT(linked, HasSubstr(url)) << language;
    EXPECT_EQ(segments(linked), 1u) << language;
    const std::string longer = url + std::string(60, 'x');
    EXPECT_EQ(with_link(texts, language, plain, longer, true), plain);
    EXPECT_THAT(with_link(texts, language, plain, longer, false), HasSubstr(longer));
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
