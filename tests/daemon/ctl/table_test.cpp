#include "daemon/ctl/table.h"

#include <gtest/gtest.h>

namespace crosstown::ctl {
namespace {

TEST(Table, AlignsByWhatATerminalShows) {
  Table table({{"NAME"}, {"COUNT", Table::Align::right}, {"NOTE"}});
  table.add({"Señor 道", "7", "first"});
  table.add({"b", "12345678", ""});
  EXPECT_EQ(table.to_text(),
            "NAME         COUNT  NOTE\n"
            "Señor 道         7  first\n"
            "b         12345678\n");
}

TEST(Table, NoCellBreaksItsRow) {
  Table table({{"A"}, {"B"}});
  table.add({"x\ny\x1b[H", "z"});
  EXPECT_EQ(table.to_text(),
            "A           B\n"
            "x\\ny\\x1b[H  z\n");
}

}  // namespace
}  // namespace crosstown::ctl
