#include "router/dialogue/speech.h"

#include <gtest/gtest.h>

namespace crosstown::dialogue {
namespace {

using Kind = SpeechPart::Kind;

// "words|digits:26|words" for what parts_of() makes.
std::string told(std::string_view marked) {
  std::string out;
  for (const SpeechPart& part : parts_of(marked)) {
    if (!out.empty()) out += '|';
    if (part.kind == Kind::digits) out += "digits:";
    if (part.kind == Kind::telephone) out += "telephone:";
    out += part.text;
  }
  return out;
}

TEST(Speech, IsTakenApartAtItsMarks) {
  EXPECT_EQ(told(""), "");
  EXPECT_EQ(told("Hello."), "Hello.");
  EXPECT_EQ(told("No " + as_digits("26-1") + ", or " + as_telephone("911") + "!"),
            "No |digits:26-1|, or |telephone:911|!");
  EXPECT_EQ(told(as_digits("1") + as_digits("2")), "digits:1|digits:2");
  EXPECT_EQ(told(as_digits("")), "digits:");
}

TEST(Speech, AMarkThatWasCutOffEndsWithTheText) {
  const std::string whole = "No " + as_digits("26-0001234-9");
  EXPECT_EQ(told(whole.substr(0, 6)), "No |digits:26");
  EXPECT_EQ(told(whole.substr(0, 4)), "No |digits:");
}

TEST(Speech, IsReadWithoutMarks) {
  EXPECT_EQ(unmarked("No " + as_digits("26-1") + "."), "No 26-1.");
}

}  // namespace
}  // namespace crosstown::dialogue
