#include "router/message/text.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <string>

#include "router/message/utf8.h"

namespace crosstown {
namespace {

using namespace std::string_literals;

struct Pair {
  std::string in;
  std::string out;
};

// The same in every position of the eight bytes that are looked at together.
std::string filled(std::size_t before, const std::string& middle, std::size_t after) {
  return std::string(before, 'x') + middle + std::string(after, 'y');
}

TEST(Clean, Table) {
  const Pair table[] = {
      {"", ""},
      {"plain", "plain"},
      {"two\nlines\tand a tab", "two\nlines\tand a tab"},
      {"  \t\n around \r\n ", "around"},
      {"\u00A0\u3000\uFEFFwide\u2003", "wide"},
      {" \n\t ", ""},
      {"a\r\nb\rc\r\r\nd", "a\nb\nc\n\nd"},
      {"nul\0inside"s, "nul inside"},
      {"bell\a and escape\x1b[31m", "bell  and escape [31m"},
      {"del\x7f.", "del ."},
      {"c1 \u0085\u009f.", "c1   ."},
      {"\u202Eevil\u202C \u2066x\u2069", "evil x"},
      {"keeps \u200D and \u2028 and \U0001F525", "keeps \u200D and \u2028 and \U0001F525"},
      {"España, 街上有坑洞", "España, 街上有坑洞"},
      {"caf\xE9", "caf\uFFFD"},                          // Latin-1
      {"\xC0\xAF", "\uFFFD\uFFFD"},                      // overlong
      {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},            // surrogate
      {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},  // beyond U+10FFFF
      {"cut \xE2\x82", "cut \uFFFD\uFFFD"},
      {"\x80 x \xFF", "\uFFFD x \uFFFD"},
      {"a\xE2\x28\xA1z", "a\uFFFD(\uFFFDz"},
      {"\r\u202A\n", ""},
  };
  for (const auto& row : table) {
    EXPECT_EQ(clean(row.in), row.out) << row.in;
    EXPECT_EQ(clean(row.out), row.out) << "again: " << row.in;
  }
}

TEST(Clean, AtEveryAlignment) {
  const Pair middles[] = {
      {"\x01", " "},   {"\x7f", " "},      {"\r\n", "\n"}, {"\u202E", ""},
      {"\u0080", " "}, {"\x80", "\uFFFD"}, {"ñ", "ñ"},     {"\n", "\n"},
  };
  for (const auto& middle : middles) {
    for (std::size_t before = 1; before < 20; ++before) {
      for (const std::size_t after : {1U, 7U, 8U, 30U}) {
        EXPECT_EQ(clean(filled(before, middle.in, after)), filled(before, middle.out, after))
            << before << ' ' << after;
      }
    }
  }
}

TEST(Clean, KeepsTheMemoryOfCleanText) {
  std::string text(1000, 'x');
  const char* const memory = text.data();
  EXPECT_EQ(clean(std::move(text)).data(), memory);
}

// The fast check and the rewriting must be of one mind, whatever the bytes.
TEST(Clean, AnyTwoBytesGiveCleanText) {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string pair{static_cast<char>(a), static_cast<char>(b)};
      const std::string once = clean("<" + pair + ">");
      ASSERT_TRUE(simdjson::validate_utf8(once.data(), once.size())) << a << ' ' << b;
      ASSERT_EQ(clean(once), once) << a << ' ' << b;
    }
  }
}

TEST(Cut, BetweenCharacters) {
  EXPECT_EQ(cut("abc", 3), "abc");
  EXPECT_EQ(cut("abc", 2), "ab");
  EXPECT_EQ(cut("abc", 0), "");
  EXPECT_EQ(cut("añb", 2), "a");
  EXPECT_EQ(cut("añb", 3), "añ");
  EXPECT_EQ(cut("\U0001F525x", 3), "");
  EXPECT_EQ(cut("\U0001F525x", 4), "\U0001F525");
}

TEST(Fold, Table) {
  const Pair table[] = {
      {"", ""},
      {"ALL Small 123 !?@[`{", "all small 123 !?@[`{"},
      {"Ñandú ÁÉÍÓÚ Ü", "nandu aeiou u"},
      {"Straße ẞ Æsop œuvre Øl Łódź Đorđe þorn", "strasse ss aesop oeuvre ol lodz dorde thorn"},
      {"İstanbul ılık Žižek Ķ ŉ", "istanbul ilik zizek k n"},
      {"Tiếng Việt Ơ Ư", "tieng viet o u"},
      {"n\u0303 e\u0301", "n e"},  // decomposed
      {"ＢＡＣＨＥ　１２", "bache 12"},
      {"don’t “say” «x» a–b—c−d", "don't \"say\" \"x\" a-b-c-d"},
      {"thin\u2009space\u00A0here", "thin space here"},
      {"pot\u00ADhole \u200Bx", "pothole x"},
      {"ЯМА Ёж Ї ΛΆΚΚΟΣ", "яма ёж ї λΆκκοσ"},
      {"坑洞 🔥 × ÷ ¿¡", "坑洞 🔥 × ÷ ¿¡"},
      {"b\u200Ca\u200Dc\u200Eh\u2060e\uFE0F \u061Cx\U000E0041y", "bache xy"},
      // Letters that look Latin, in words that are: Cyrillic о, е, А, Н, Greek ο.
      {"p\u043Ethol\u0435 \u0410BA\u041D p\u03BFtholes", "pothole abah potholes"},
      {"\u0430 \u043E\u043D\u0430 x", "\u0430 \u043E\u043D\u0430 x"},  // a word each
      {"\u0430b\u0436", "ab\u0436"},  // what looks like nothing Latin stays
      {"sms-\u043A\u0430 \u03BA\u03B1\u03B9", "sms-\u043A\u0430 \u03BA\u03B1\u03B9"},
  };
  for (const auto& row : table) {
    EXPECT_EQ(fold(row.in), row.out);
    EXPECT_EQ(fold(row.out), row.out) << "again";
  }
}

TEST(Fold, EveryAsciiCharacterAtEveryPlace) {
  for (int c = 0; c < 128; ++c) {
    const auto expected = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    for (std::size_t size = 1; size < 20; ++size) {
      EXPECT_EQ(fold(std::string(size, static_cast<char>(c))), std::string(size, expected)) << c;
    }
  }
}

std::string encoded(char32_t code) {
  std::string out;
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
  return out;
}

// Every character there is: decoded rightly both ways, and folding is valid, no longer, and final.
TEST(Text, EveryCharacter) {
  for (std::uint32_t number = 0; number <= 0x10FFFF; ++number) {
    const char32_t code = number;
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    const std::string text = encoded(code);
    const auto first = utf8::first(text + "x");
    const auto last = utf8::last("é" + text);
    ASSERT_TRUE(first && first->code == code && first->bytes == text.size()) << number;
    ASSERT_TRUE(last && last->code == code && last->bytes == text.size()) << number;
    const std::string folded = fold(text);
    ASSERT_LE(folded.size(), text.size()) << number;
    ASSERT_TRUE(simdjson::validate_utf8(folded.data(), folded.size())) << number;
    ASSERT_EQ(fold(folded), folded) << number;
  }
}

}  // namespace
}  // namespace crosstown
