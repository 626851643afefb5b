#include "channels/http/xml.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

TEST(Xml, EscapesText) {
  std::string out = "<b>";
  append_xml_text(out, std::string_view("a<b>&c \"q\" ñ\n\t\x01\x00z", 18));
  EXPECT_EQ(out, "<b>a&lt;b&gt;&amp;c \"q\" ñ\n\tz");
}

}  // namespace
}  // namespace crosstown
