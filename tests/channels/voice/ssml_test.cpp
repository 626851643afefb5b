#include "channels/voice/ssml.h"

#include <gtest/gtest.h>

#include "channels/voice/response.h"
#include "router/dialogue/speech.h"
#include "tests/channels/voice/response_shape.h"

namespace crosstown::alexa {
namespace {

TEST(Ssml, EscapesAndMarks) {
  EXPECT_EQ(ssml("a < b & \"c\" > d"), "<speak>a &lt; b &amp; &quot;c&quot; &gt; d</speak>");
  EXPECT_EQ(ssml("It's " + dialogue::as_digits("26-1") + "."),
            "<speak>It's <say-as interpret-as=\"digits\">261</say-as>.</speak>");
  EXPECT_EQ(ssml(dialogue::as_telephone("+1 801-555-0100")),
            "<speak><say-as interpret-as=\"telephone\">18015550100</say-as></speak>");
  EXPECT_EQ(ssml(""), "<speak></speak>");
}

TEST(Ssml, IsNeverTooLong) {
  for (const char* const unit : {"x", "&", "ñ", "\""}) {
    std::string long_text;
    while (long_text.size() < 20'000) long_text += unit;
    const std::string said = ssml(long_text);
    EXPECT_LE(said.size(), most_speech) << unit;
    EXPECT_TRUE(said.ends_with("</speak>")) << unit;
  }
}

TEST(Response, StaysBelowWhatAlexaTakes) {
  dialogue::Reply reply;
  reply.speech = reply.reprompt = reply.card = std::string(20'000, '&');
  reply.card_title = std::string(20'000, 'x');
  reply.state.said = std::string(20'000, '"');
  const std::string made = response(reply);
  EXPECT_LE(made.size(), most_response);
  EXPECT_EQ(shape_mistakes(made), std::vector<std::string>());
}

TEST(Ssml, HoldsWhateverMarksAState) {
  EXPECT_EQ(ssml("a\x0f"
                 "b\nc"),
            "<speak>a b c</speak>");
  EXPECT_EQ(ssml("a\x0e\x0f.\x11none\x0f"), "<speak>a.</speak>");
}

}  // namespace
}  // namespace crosstown::alexa
