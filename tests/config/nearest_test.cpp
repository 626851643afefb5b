#include <gtest/gtest.h>

#include "router/config/reader.h"

namespace crosstown::config {
namespace {

struct Case {
  std::string_view word;
  std::vector<std::string> names;
  std::string_view expected;
};

TEST(Nearest, FindsWhatWasMeantAndNothingElse) {
  const Case cases[] = {
      {"adress", {"url", "address"}, "address"},            // left out
      {"addresss", {"url", "address"}, "address"},          // doubled
      {"langauges", {"limits", "languages"}, "languages"},  // swapped
      {"Name", {"name"}, "name"},                           // case is no slip
      {"account-sid", {"account_sid"}, "account_sid"},      // replaced
      {"public-wroks", {"public-works", "public-health"}, "public-works"},
      {"tls", {"url", "tls"}, "tls"},
      {"fr", {"en", "es"}, ""},  // too short to guess
      {"red", {"url"}, ""},
      {"colour", {"address", "url"}, ""},
      {"", {"a"}, ""},
      {"x", {}, ""},
      {std::string_view("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
       {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"},
       ""},  // longer than anything that was mistyped
  };
  for (const Case& c : cases) EXPECT_EQ(nearest(c.word, c.names), c.expected) << c.word;
}

TEST(Nearest, PrefersTheNearer) {
  const std::vector<std::string> names{"parks-north", "parks-south", "parks"};
  EXPECT_EQ(nearest("parks-sout", names), "parks-south");
  EXPECT_EQ(nearest("park", names), "parks");
}

}  // namespace
}  // namespace crosstown::config
