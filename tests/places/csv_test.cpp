#include "router/places/csv.h"

#include <gtest/gtest.h>

namespace crosstown::places {
namespace {

// Records by lines: "1:a|b", a broken one "3:!".
std::string told(std::string_view csv) {
  CsvReader reader(csv);
  std::string out;
  while (reader.next()) {
    out += (out.empty() ? "" : " ") + std::to_string(reader.line()) + ":";
    if (reader.is_broken()) {
      out += '!';
      continue;
    }
    for (std::size_t i = 0; i < reader.fields().size(); ++i)
      (out += i == 0 ? "" : "|") += reader.fields()[i];
  }
  return out;
}

TEST(Csv, Records) {
  struct Case {
    std::string_view csv, told;
  };
  for (const Case& c : {
           Case{"", ""},
           Case{"\n\r\n\n", ""},
           Case{"a,b\nc,d", "1:a|b 2:c|d"},
           Case{"a,b\r\nc,d\r\n", "1:a|b 2:c|d"},
           Case{"\xEF\xBB\xBF"
                "a,b",
                "1:a|b"},
           Case{"a,,\n,", "1:a|| 2:|"},
           Case{"a\n\nb", "1:a 3:b"},
           Case{"\"a,\"\"b\"\"\",c", "1:a,\"b\"|c"},
           Case{"\"\",\"\"\"\"", "1:|\""},
           Case{"\"a\nb\",c\nd", "1:a\nb|c 3:d"},
           Case{"a\"b,c", "1:a\"b|c"},
           Case{"\"a\"b,c\nd", "1:! 2:d"},
           Case{"\"a,b\nc,d\ne", "1:! 2:c|d 3:e"},
           Case{"\"", "1:!"},
       }) {
    EXPECT_EQ(told(c.csv), c.told) << c.csv;
  }
}

TEST(Csv, ManyFieldsWithDoubledQuotesStayReadable) {
  std::string line;
  for (int i = 0; i < 100; ++i)
    line += (i == 0 ? "" : ",") + ("\"x\"\"" + std::to_string(i) + "\"");
  CsvReader reader(line);
  ASSERT_TRUE(reader.next());
  ASSERT_EQ(reader.fields().size(), 100u);
  EXPECT_EQ(reader.fields()[0], "x\"0");
  EXPECT_EQ(reader.fields()[99], "x\"99");
}

// A quote that is never closed must not cost a look at the rest of the file for each line.
TEST(Csv, AForgottenQuoteSwallowsItsLineOnly) {
  std::string csv = "\"a\n";
  for (int i = 0; i < 2000; ++i) csv += "b,c\n";
  CsvReader reader(csv);
  std::size_t broken = 0;
  std::size_t good = 0;
  while (reader.next()) ++(reader.is_broken() ? broken : good);
  EXPECT_EQ(broken, 1u);
  EXPECT_EQ(good, 2000u);
}

}  // namespace
}  // namespace crosstown::places
