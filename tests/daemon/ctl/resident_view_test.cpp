#include "daemon/ctl/resident_view.h"

#include <gtest/gtest.h>

namespace crosstown::ctl {
namespace {

using Words = std::vector<std::string>;

struct Case {
  std::string_view answer;
  Words words;
  std::string_view tracking;
};

TEST(ResidentView, OfEveryKindOfAnswer) {
  const std::vector<Case> cases = {
      {"", {}, ""},
      {" \r\n", {}, ""},
      {R"(<?xml version="1.0" encoding="UTF-8"?><Response/>)", {}, ""},
      {R"(<?xml version="1.0" encoding="UTF-8"?><Response><Message>Thanks, your request is 26-0001234-9.</Message></Response>)",
       {"Thanks, your request is 26-0001234-9."},
       "26-0001234-9"},
      {"<Response>\n <Message>1 &lt; 2 &amp;amp; &quot;3&quot; &apos;&gt;</Message>\n</Response>",
       {"1 < 2 &amp; \"3\" '>"},
       ""},
      {"<Response><Message>one</Message><Message>two</Message></Response>", {"one", "two"}, ""},
      {R"({"tracking":"26-0001234-9","status":"accepted","duplicate":false,"text":"Thanks."})",
       {"Thanks."},
       "26-0001234-9"},
      {R"({"status":"answered","text":""})", {}, ""},
      {"Thanks: 26-0001234-9", {"Thanks: 26-0001234-9"}, "26-0001234-9"},
      // Not numbers: a wrong check digit, telephone numbers, a date, digits alone.
      {"26-0001234-2 +18015550123 801-555-0123 2026-11-22 2600012349",
       {"26-0001234-2 +18015550123 801-555-0123 2026-11-22 2600012349"},
       ""},
      // Broken ones must not make it fail.
      {"<", {}, ""},
      {"<Response><Message>half", {"half"}, ""},
      {"{\"text\":", {"{\"text\":"}, ""},
      {"<a>&amp</a>&", {"&amp", "&"}, ""},
  };
  for (const auto& [answer, words, tracking] : cases) {
    const ResidentView view = resident_view(answer);
    EXPECT_EQ(view.words, words) << answer;
    EXPECT_EQ(view.tracking, tracking) << answer;
  }
}

}  // namespace
}  // namespace crosstown::ctl
