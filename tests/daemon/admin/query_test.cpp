#include "daemon/admin/query.h"

#include <gtest/gtest.h>

#include "daemon/admin/body_reader.h"
#include "daemon/admin/work_pages.h"

namespace crosstown {
namespace {

TEST(QueryValues, AreDecoded) {
  const QueryValues query("/a?q=two+words%21&limit=7&many=999&odd=x");
  EXPECT_EQ(query["q"], "two words!");
  EXPECT_EQ(query["none"], "");
  EXPECT_EQ(query.number("limit", 50, 200), 7U);
  EXPECT_EQ(query.number("many", 50, 200), 200U);
  EXPECT_EQ(query.number("odd", 50, 200), 50U);
  EXPECT_EQ(QueryValues("/a")["q"], "");
}

TEST(PathText, KeepsAPlus) {
  EXPECT_EQ(path_text("%2B18015550123"), "+18015550123");
  EXPECT_EQ(path_text("+1801%zz%4"), "+1801%zz%4");
}

TEST(ParseTime, Table) {
  EXPECT_EQ(parse_time("2026-11-22T16:04:05Z")->time_since_epoch().count(), 1795363445000);
  EXPECT_EQ(parse_time("2026-11-22T16:04:05.123Z"), parse_time("2026-11-22T16:04:05Z"));
  for (const char* wrong : {"", "2026-11-22", "2026-11-22T16:04:05", "2026-13-22T16:04:05Z",
                            "2026-11-22T25:04:05Z", "2026-11-22T16:04:05+01:00"})
    EXPECT_FALSE(parse_time(wrong)) << wrong;
}

TEST(BodyReader, TellsTheFirstMistake) {
  BodyReader body(R"({"text":"x","count":3,"empty":null,"long":"12345"})");
  EXPECT_EQ(body.required_text("text", 10), "x");
  EXPECT_EQ(body.integer("count", 1, 5), 3);
  EXPECT_EQ(body.text("empty", 10), "");
  EXPECT_FALSE(body.problem());
  EXPECT_FALSE(body.integer("count", 4, 5));
  EXPECT_EQ(body.text("long", 4), "");
  ASSERT_TRUE(body.problem());
  EXPECT_EQ(body.problem()->status, 400);
  EXPECT_NE(body.problem()->body.find("count: a whole number from 4 to 5"), std::string::npos);
}

TEST(BodyReader, AnEmptyOneIsAnEmptyObject) {
  EXPECT_FALSE(BodyReader(" \n").problem());
  for (const char* wrong : {"[]", "{", "x"}) EXPECT_TRUE(BodyReader(wrong).problem()) << wrong;
}

TEST(EntryIds, AreReadStrictly) {
  EXPECT_TRUE(pages::is_entry_id("1795363445123-0"));
  for (const char* wrong :
       {"", "1", "-", "1-", "-1", "1-x", "(1-1", "1-1 ", "12345678901234567890-1"})
    EXPECT_FALSE(pages::is_entry_id(wrong)) << wrong;
}

TEST(Events, AreOfOneQueueOrOfAll) {
  const DeskEvent received{"1-0",
                           {{"kind", "received"},
                            {"list",
                             "n|26-0000001-8|parks|tree|low|city-sms\n"
                             "f|26-0000002-6|water|leak|urgent|kiosk"}}};
  EXPECT_EQ(
      pages::event(received, "water"),
      R"({"kind":"received","messages":[{"tracking":"26-0000002-6","new_request":false,"queue":"water","type":"leak","priority":"urgent","channel":"kiosk"}]})");
  EXPECT_EQ(pages::event(received, "streets"), "");
  const DeskEvent note{"2-0", {{"kind", "note"}, {"queue", "parks"}, {"by", "token:\x01"}}};
  EXPECT_EQ(pages::event(note, ""), R"({"kind":"note","queue":"parks","by":"token:\u0001"})");
  EXPECT_EQ(pages::event(note, "water"), "");
}

}  // namespace
}  // namespace crosstown
