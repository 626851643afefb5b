#include "channels/http/form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crosstown {
namespace {

using ::testing::ElementsAreArray;
using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Case {
  std::string_view encoded;
  Pairs decoded;
};

const Case cases[] = {
    {"", {}},
    {"&&", {}},
    {"a=1&b=2", {{"a", "1"}, {"b", "2"}}},
    {"a=1&&a=1&", {{"a", "1"}, {"a", "1"}}},
    {"a", {{"a", ""}}},
    {"=", {{"", ""}}},
    {"=x&a=", {{"", "x"}, {"a", ""}}},
    {"a=b=c", {{"a", "b=c"}}},
    {"a+b=c+d", {{"a b", "c d"}}},
    {"%61%3D=%26%2B%20", {{"a=", "&+ "}}},
    {"a=%C3%91", {{"a", "\xC3\x91"}}},
    {"a=%ff%00", {{"a", std::string("\xff\0", 2)}}},
    {"a=%&b=%4&c=%zz&d=100%25&e=%4%41",
     {{"a", "%"}, {"b", "%4"}, {"c", "%zz"}, {"d", "100%"}, {"e", "%4A"}}},
};

Pairs pairs(const Form& form) {
  Pairs found;
  for (const auto& [name, value] : form.fields()) found.emplace_back(name, value);
  return found;
}

TEST(Form, Decodes) {
  Form form;
  for (const Case& each : cases) {
    EXPECT_TRUE(form.decode(each.encoded));
    EXPECT_THAT(pairs(form), ElementsAreArray(each.decoded)) << each.encoded;
  }
}

TEST(Form, FindsTheFirstOfAName) {
  Form form;
  ASSERT_TRUE(form.decode("To=1&From=2&From=3&Empty="));
  EXPECT_EQ(form["From"], "2");
  EXPECT_EQ(form["Empty"], "");
  EXPECT_EQ(form["from"], "");
}

TEST(Form, HasALimit) {
  std::string encoded;
  for (std::size_t i = 0; i < Form::max_fields; ++i) encoded += "a=1&";
  Form form;
  EXPECT_TRUE(form.decode(encoded));
  EXPECT_EQ(form.fields().size(), Form::max_fields);
  EXPECT_FALSE(form.decode(encoded + "b"));
  EXPECT_TRUE(form.fields().empty());
  EXPECT_TRUE(form.decode("a=1"));
}

TEST(Form, HoldsFieldsOfAnotherOrigin) {
  Form form;
  {
    const std::string name = "Body", value(1000, 'x');  // gone when the form is read
    const std::vector<FormField> fields = {{name, value}, {"Empty", ""}, {name, "a&b=%41"}};
    ASSERT_TRUE(form.assign(fields));
  }
  EXPECT_THAT(pairs(form),
              ElementsAreArray(
                  Pairs{{"Body", std::string(1000, 'x')}, {"Empty", ""}, {"Body", "a&b=%41"}}));
  EXPECT_FALSE(form.assign(std::vector<FormField>(Form::max_fields + 1)));
  EXPECT_TRUE(form.fields().empty());
}

TEST(Form, WritesWhatItReads) {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  std::string encoded;
  append_form_field(encoded, "a b", "1");
  append_form_field(encoded, every_byte, every_byte);
  EXPECT_TRUE(encoded.starts_with("a+b=1&"));
  Form form;
  ASSERT_TRUE(form.decode(encoded));
  EXPECT_EQ(form["a b"], "1");
  EXPECT_EQ(form[every_byte], every_byte);
}

}  // namespace
}  // namespace crosstown
