#include "router/places/street_name.h"

#include <gtest/gtest.h>

#include "router/message/text.h"

namespace crosstown::places {
namespace {

StreetName name_of(std::string_view text) {
  const std::string folded = fold(text);
  std::vector<Token> tokens;
  tokenise(folded, tokens);
  return street_name(tokens);
}

TEST(StreetName, IsTakenApart) {
  struct Case {
    std::string_view text, before, core, type, after;
  };
  for (const Case& c : {
           Case{"N Main St", "n", "main", "st", ""},
           Case{"Main Street North", "", "main", "st", "n"},
           Case{"Main North Street", "", "main", "st", "n"},
           Case{"W 300 S", "w", "300", "", "s"},
           Case{"300 South", "", "300", "", "s"},
           Case{"Fifth Avenue", "", "5th", "ave", ""},
           Case{"la", "", "la", "", ""},
           Case{"Avenue B", "", "b", "ave", ""},
           Case{"N Avenue B", "n", "b", "ave", ""},
           Case{"calle Main", "", "main", "st", ""},
           Case{"calle Norte", "", "n", "st", ""},
           Case{"South St", "", "s", "st", ""},
           Case{"Saint George Blvd", "", "st george", "blvd", ""},
           Case{"St. George Boulevard", "", "st george", "blvd", ""},
           Case{"Center", "", "center", "", ""},
           Case{"Street", "", "st", "", ""},
           Case{"", "", "", "", ""},
       }) {
    const StreetName name = name_of(c.text);
    EXPECT_EQ(name.before, c.before) << c.text;
    EXPECT_EQ(name.core, c.core) << c.text;
    EXPECT_EQ(name.type, c.type) << c.text;
    EXPECT_EQ(name.after, c.after) << c.text;
  }
}

TEST(StreetName, IsLikeAnother) {
  struct Case {
    std::string_view asked, street;
    int missed, further;  // -1: another street
  };
  for (const Case& c : {
           Case{"Main St", "Main St", 0, 0},
           Case{"Main", "N Main St", 0, 2},
           Case{"N Main St", "Main", 2, 0},
           Case{"N Main", "S Main", -1, -1},
           Case{"Main Ave", "Main St", -1, -1},
           Case{"calle Main", "Main Ave", 1, 1},
           Case{"Main St North", "N Main St", 0, 0},
           Case{"Main St North", "S Main St", -1, -1},
           Case{"N Main E", "N Main", 1, 0},
           Case{"300 S", "W 300 S", 0, 1},
           Case{"300 S", "W 300 N", -1, -1},
           Case{"S 300", "300 S", -1, -1},
       }) {
    const auto like = likeness(name_of(c.asked), name_of(c.street));
    EXPECT_EQ(like ? like->missed : -1, c.missed) << c.asked << " / " << c.street;
    EXPECT_EQ(like ? like->further : -1, c.further) << c.asked << " / " << c.street;
  }
}

}  // namespace
}  // namespace crosstown::places
