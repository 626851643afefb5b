// Everything that can be wrong with a file before anybody asks for a value.
#include "router/config/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/config/fixture.h"

namespace crosstown::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> problems_of(std::string_view yaml) {
  Problems problems;
  const Document document = Document::parse(yaml, "city.yaml", problems);
  EXPECT_EQ(document.readable() || !problems.empty(), true);
  return texts(problems);
}

struct Case {
  std::string_view yaml;
  std::string expected;  // empty: nothing is wrong
};

TEST(Document, TellsWhatIsWrongAndWhere) {
  const Case cases[] = {
      {"a: 1\n", ""},
      {"", "city.yaml: is empty"},
      {"# only a comment\n", "city.yaml: is empty"},
      {"~\n", "city.yaml: is empty"},
      {"- a\n- b\n", "city.yaml:1:1: the file must be a map of keys, not a list"},
      {"hello\n", "city.yaml:1:1: the file must be a map of keys, not \"hello\""},
      {"a: 1\nb: 2\na: 3\n", "city.yaml:3:1: duplicate key \"a\"; the first is on line 1"},
      {"x:\n  a: 1\n  \"a\": 3\n", "city.yaml:3:3: duplicate key \"a\"; the first is on line 2"},
      {"x: { a: 1, b: 2, a: 3 }\n", "city.yaml:1:18: duplicate key \"a\"; the first is on line 1"},
      {"x: { \"é\": ñ, a: 1, a: 2 }\n",
       "city.yaml:1:20: duplicate key \"a\"; the first is on line 1"},
      {"[a]: 1\n", "city.yaml:1:1: a key must be text"},
      {"{a: 1}: 1\n", "city.yaml:1:1: a key must be text"},
      {"? [a]\n: 1\n", "city.yaml:1:3: a key must be text"},
      {"~: 1\n", "city.yaml:1:1: a key must be text"},
      {"a: !secret x\n", "city.yaml:1:4: the tag \"!secret\" means nothing here"},
      {"a: !!binary aGk=\n",
       "city.yaml:1:4: the tag \"tag:yaml.org,2002:binary\" means nothing here"},
      {"a: !!str 5\n", ""},
      {"a: &x { b: 1 }\nc:\n  <<: *x\n",
       "city.yaml:3:3: merging with \"<<\" is not known here; write the keys, or *alias a whole "
       "value"},
      {"a: 1\n---\nb: 2\n", "city.yaml:2:1: a second YAML document begins here; only one is read"},
      {"---\na: 1\n...\n", ""},
      {"a:\n\tb: 1\n", "city.yaml:2:1: a tab indents this line; YAML wants spaces"},
      {"a: b: c\n", "city.yaml:1:5: a \":\" too many; quote text that contains \": \""},
      {"a: [1, 2\nb: 3\n", "city.yaml:1:4: the \"[\" that begins here is not closed"},
      {"a: { b: 1\n", "city.yaml:1:4: the \"{\" that begins here is not closed"},
      {"a: \"b\nc: d\n", "city.yaml:1:4: the quote that begins here is not closed"},
      {"a: 'b\n''c: d\n", "city.yaml:1:4: the quote that begins here is not closed"},
      {"a: !!str \"b\\\"\n", "city.yaml:1:4: the quote that begins here is not closed"},
      {"a: 'it''s'\nb: \"\\\"\"\nc: ''\n", ""},
      {"a: |\n  \"not a quote\n", ""},
      {"a: 1\n  b: 2\n", "city.yaml:2:4: a \":\" too many; quote text that contains \": \""},
      {"a:\n    b: 1\n  c: 2\n",
       "city.yaml:3:3: this key does not fit with the ones above; is the line indented rightly?"},
      {"a: *nobody\n", "city.yaml:1:4: not YAML: the referenced anchor is not defined"},
      {"a: &x [ *x ]\n", "city.yaml:1:9: this alias lies inside its own anchor"},
      {"a: &x 1\nb: *x\n", ""},
      {"&k a: 1\n", ""},
      {"a: caf\xE9\n", "city.yaml:1:7: byte 0xE9 is not UTF-8; save the file as UTF-8"},
      {"a: \xC3\xA9\xED\xA0\x80\n",
       "city.yaml:1:5: byte 0xED is not UTF-8; save the file as UTF-8"},
      {"a: \xC0\xAF\n", "city.yaml:1:4: byte 0xC0 is not UTF-8; save the file as UTF-8"},
      {"a: \xF5\x80\x80\x80\n", "city.yaml:1:4: byte 0xF5 is not UTF-8; save the file as UTF-8"},
      {"a: \xE2\x82", "city.yaml:1:4: byte 0xE2 is not UTF-8; save the file as UTF-8"},
      {"\xFF\xFE"
       "a",
       "city.yaml:1:1: byte 0xFF is not UTF-8; save the file as UTF-8"},
      {"a: x\x01y\n", "city.yaml:1:5: control character 0x01; take it out"},
      {std::string_view("a: x\0y\n", 7), "city.yaml:1:5: control character 0x00; take it out"},
      {"\xEF\xBB\xBF"
       "a: 1\na: 2\n",
       "city.yaml:2:1: duplicate key \"a\"; the first is on line 1"},
      {"a: 1\r\nb: 2\r\na: 3\r\n", "city.yaml:3:1: duplicate key \"a\"; the first is on line 1"},
      {"name: 🚲\nname: 1\n", "city.yaml:2:1: duplicate key \"name\"; the first is on line 1"},
  };
  for (const Case& c : cases) {
    const auto found = problems_of(c.yaml);
    if (c.expected.empty()) {
      EXPECT_THAT(found, IsEmpty()) << c.yaml;
    } else {
      EXPECT_THAT(found, ElementsAre(c.expected)) << c.yaml;
    }
  }
}

TEST(Document, GoesOnAfterAMistake) {
  EXPECT_THAT(problems_of("a: 1\na: 2\nb: { c: 1, c: 2 }\n[x]: { y: 1, y: 2 }\na: 4\n"),
              ElementsAre("city.yaml:2:1: duplicate key \"a\"; the first is on line 1",
                          "city.yaml:3:12: duplicate key \"c\"; the first is on line 3",
                          "city.yaml:4:1: a key must be text",
                          "city.yaml:4:14: duplicate key \"y\"; the first is on line 4",
                          "city.yaml:5:1: duplicate key \"a\"; the first is on line 1"));
}

TEST(Document, NestsToABound) {
  const auto nested = [](int depth) {
    return "a: " + std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
  };
  EXPECT_THAT(problems_of(nested(63)), IsEmpty());
  EXPECT_THAT(problems_of(nested(64)), ElementsAre("city.yaml:1:67: nested deeper than 64 levels"));
  EXPECT_THAT(problems_of(nested(100000)),
              ElementsAre("city.yaml:1:67: nested deeper than 64 levels"));
  EXPECT_EQ(problems_of(std::string(100000, '{')).size(), 1u);
  EXPECT_EQ(problems_of(std::string(1000000, '-')).size(), 1u);
  // By aliases: 40 levels inside 25, and the map around them all.
  const auto aliased = [](std::size_t outer) {
    return "a: &x " + std::string(40, '[') + std::string(40, ']') +
           "\nb: " + std::string(outer, '[') + " *x " + std::string(outer, ']');
  };
  EXPECT_THAT(problems_of(aliased(24)), IsEmpty());
  EXPECT_THAT(problems_of(aliased(25)),
              ElementsAre("city.yaml:2:30: nested deeper than 64 levels"));
}

TEST(Document, AliasesDoNotExplode) {
  std::string yaml = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    yaml += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int k = 0; k < 9; ++k) yaml += "," + before;
    yaml += "]\n";
  }
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(
      problems_of(yaml),
      ElementsAre(
          "city.yaml:6:46: with its aliases written out this holds more than 1000000 values"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(Document, ManyMistakesStayLinear) {
  std::string yaml;
  for (int i = 0; i < 50000; ++i) yaml += "key: 1\n";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(problems_of(yaml).size(), 49999u);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Document, LoadsFilesOrTellsWhyNot) {
  const Folder folder;
  const auto load = [&](const std::filesystem::path& file) {
    Problems problems;
    const Document document = Document::load(file, problems);
    EXPECT_EQ(document.readable(), problems.empty());
    return texts(problems);
  };
  const std::string root = folder.path().string();
  EXPECT_THAT(load(folder.write("good.yaml", "a: 1\n")), IsEmpty());
  EXPECT_THAT(load(folder.path() / "none.yaml"),
              ElementsAre(root + "/none.yaml: cannot be read: No such file or directory"));
  EXPECT_THAT(load(folder.path()), ElementsAre(root + ": cannot be read: Is a directory"));
  EXPECT_THAT(load(folder.write("large.yaml", std::string(4 * 1024 * 1024 + 1, '#'))),
              ElementsAre(root + "/large.yaml: is larger than 4 MiB; is this the right file?"));
  EXPECT_THAT(load(folder.write("full.yaml", "a: 1\n" + std::string(4 * 1024 * 1024 - 5, '#'))),
              IsEmpty());
}

TEST(Document, KnowsThePlaceOfAPath) {
  Problems problems;
  const Document document =
      Document::parse("a: 1\nlisten:\n  public:\n    url: x\n", "city.yaml", problems);
  const auto place = [&](std::string_view path) {
    const Mark mark = document.place(path);
    return std::pair(mark.line, mark.column);
  };
  EXPECT_EQ(place("listen.public.url"), std::pair(4, 5));
  EXPECT_EQ(place("listen.public.address"), std::pair(3, 3));
  EXPECT_EQ(place("a.b"), std::pair(1, 1));
  EXPECT_EQ(place("threads"), std::pair(0, 0));
}

}  // namespace
}  // namespace crosstown::config
