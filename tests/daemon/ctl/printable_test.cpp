#include "daemon/ctl/printable.h"

#include <gtest/gtest.h>

namespace crosstown::ctl {
namespace {

struct Shown {
  std::string_view text;
  std::string_view line;
  std::string_view lines;
};

TEST(Printable, ShowsWhatATerminalWouldObey) {
  using namespace std::string_view_literals;
  const std::vector<Shown> cases = {
      {"", "", ""},
      {"Hay un bache, señor 🚧", "Hay un bache, señor 🚧", "Hay un bache, señor 🚧"},
      {"a\nb\tc", "a\\nb\\tc", "a\nb\tc"},
      {"\x1b[2J", "\\x1b[2J", "\\x1b[2J"},
      {"a\rb\x07\x7f", "a\\x0db\\x07\\x7f", "a\\x0db\\x07\\x7f"},
      {"\0"sv, "\\x00", "\\x00"},
      {"\xc2\x9b"
       "31m",
       "\\u009b31m", "\\u009b31m"},  // CSI as C1
      {"\xe2\x80\xae"
       "txt",
       "\\u202etxt", "\\u202etxt"},  // right-to-left override
      {"\xe2\x81\xa6\xe2\x80\xa8", "\\u2066\\u2028", "\\u2066\\u2028"},
      {"\x9b"
       "31m",
       "\\x9b31m", "\\x9b31m"},  // CSI to an 8-bit terminal
      {"\xff\xc3", "\\xff\\xc3", "\\xff\\xc3"},
      {"\xc0\x9b", "\\xc0\\x9b", "\\xc0\\x9b"},  // an overlong form
  };
  for (const auto& [text, line, lines] : cases) {
    EXPECT_EQ(visible(text), line);
    EXPECT_EQ(visible_lines(text), lines);
  }
}

TEST(Printable, JsonBecomesOneLineOfTheSameValue) {
  EXPECT_EQ(json_line("{\n  \"a\": [1, 2.50],\r\n\t\"b c\": \"d  e\" }\n"),
            R"({"a":[1,2.50],"b c":"d  e"})");
  EXPECT_EQ(json_line("{\"a\":\"\x7f\xc2\x9b\xe2\x80\xae\xe2\x80\xa8ñ\\u001b\"}"),
            R"({"a":"\u007f\u009b\u202e\u2028ñ\u001b"})");
}

TEST(Printable, WidthIsThatOfATerminal) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("señor"), 5U);
  EXPECT_EQ(display_width("sen\xcc\x83or"), 5U);  // a combining tilde
  EXPECT_EQ(display_width("道路"), 4U);
}

TEST(Printable, Amounts) {
  EXPECT_EQ(bytes_text(0), "0 B");
  EXPECT_EQ(bytes_text(1023), "1023 B");
  EXPECT_EQ(bytes_text(1024), "1.0 KiB");
  EXPECT_EQ(bytes_text((1 << 20) - 1), "1.0 MiB");  // never "1024.0 KiB"
  EXPECT_EQ(bytes_text(std::uint64_t{10} << 30), "10.0 GiB");
  EXPECT_EQ(bytes_text(~std::uint64_t{0}), "16384.0 PiB");
  EXPECT_EQ(count_text(1, "item"), "1 item");
  EXPECT_EQ(count_text(0, "item"), "0 items");
}

}  // namespace
}  // namespace crosstown::ctl
