// Values as types: what is taken, and the exact words for what is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "router/config/reader.h"
#include "tests/config/fixture.h"

namespace crosstown::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

// Runs `use` on the document's top and gives the problems.
std::vector<std::string> read(std::string_view yaml, const std::function<void(Section&)>& use) {
  Problems problems;
  const Document document = Document::parse(yaml, "c.yaml", problems);
  Section root = document.root();
  use(root);
  return texts(problems);
}

template <class T>
struct Case {
  std::string_view yaml;
  T expected;
  std::string problem;
};

template <class T>
void check(std::span<const Case<T>> cases, const std::function<T(Section&)>& get) {
  for (const Case<T>& c : cases) {
    T value{};
    const auto problems = read(c.yaml, [&](Section& root) { value = get(root); });
    EXPECT_EQ(value, c.expected) << c.yaml;
    if (c.problem.empty()) {
      EXPECT_THAT(problems, IsEmpty()) << c.yaml;
    } else {
      EXPECT_THAT(problems, ElementsAre("c.yaml:" + c.problem)) << c.yaml;
    }
  }
}

TEST(Getters, Text) {
  const Case<std::string> cases[] = {
      {"k: hello", "hello", ""},
      {"k: NO", "NO", ""},
      {"k: +18015550100", "+18015550100", ""},
      {"k: 0911", "0911", ""},
      {"k: ''", "", ""},
      {"j: 1", "fallback", ""},
      {"k:", "fallback", "1:1: k must be text, not nothing"},
      {"k: ~", "fallback", "1:1: k must be text, not nothing"},
      {"k: [a]", "fallback", "1:4: k must be text, not a list"},
      {"k:\n  a: b", "fallback", "2:3: k must be text, not a map"},
  };
  check<std::string>(cases, [](Section& root) { return root.text("k", "fallback"); });
}

TEST(Getters, RequiredText) {
  const Case<std::string> cases[] = {
      {"k: x", "x", ""},
      {"j: x", "", " k is missing"},
      {"k: ''", "", "1:4: k is empty"},
      {"j: 1\nk:", "", "2:1: k is empty"},
      {"k: {}", "", "1:4: k must be text, not a map"},
  };
  check<std::string>(cases, [](Section& root) { return root.required_text("k"); });
}

TEST(Getters, Integer) {
  const Case<std::int64_t> cases[] = {
      {"k: 7", 7, ""},
      {"k: 1", 1, ""},
      {"k: 64", 64, ""},
      {"k: 0", 5, "1:4: k must be a whole number from 1 to 64, not \"0\""},
      {"k: 65", 5, "1:4: k must be a whole number from 1 to 64, not \"65\""},
      {"k: -3", 5, "1:4: k must be a whole number from 1 to 64, not \"-3\""},
      {"k: 07", 5, "1:4: k must be a whole number from 1 to 64, not \"07\""},
      {"k: 1.5", 5, "1:4: k must be a whole number from 1 to 64, not \"1.5\""},
      {"k: many", 5, "1:4: k must be a whole number from 1 to 64, not \"many\""},
      {"k: \"7\"", 5, "1:4: k must be a whole number from 1 to 64, not \"7\""},
      {"k: 99999999999999999999", 5,
       "1:4: k must be a whole number from 1 to 64, not \"99999999999999999999\""},
      {"k: [7]", 5, "1:4: k must be a whole number from 1 to 64, not a list"},
  };
  check<std::int64_t>(cases, [](Section& root) { return root.integer("k", 1, 64, 5); });
}

TEST(Getters, Flag) {
  const Case<bool> cases[] = {
      {"k: true", true, ""},
      {"k: false", false, ""},
      {"j: false", true, ""},
      {"k: yes", true, "1:4: k must be true or false, not \"yes\""},
      {"k: True", true, "1:4: k must be true or false, not \"True\""},
      {"k: 'false'", true, "1:4: k must be true or false, not \"false\""},
  };
  check<bool>(cases, [](Section& root) { return root.flag("k", true); });
}

TEST(Getters, Duration) {
  const std::string wrong = "k must be a duration like 500ms, 5s, 3m, 2h or 1d, not ";
  const Case<std::chrono::milliseconds> cases[] = {
      {"k: 500ms", 500ms, ""},
      {"k: 5s", 5s, ""},
      {"k: 3m", 3min, ""},
      {"k: 2h", 2h, ""},
      {"k: 1d", 24h, ""},
      {"k: 0s", 0s, ""},
      {"k: 5", 9s, "1:4: " + wrong + "\"5\""},
      {"k: 5 s", 9s, "1:4: " + wrong + "\"5 s\""},
      {"k: -5s", 9s, "1:4: " + wrong + "\"-5s\""},
      {"k: 5S", 9s, "1:4: " + wrong + "\"5S\""},
      {"k: 99999999999d", 9s, "1:4: " + wrong + "\"99999999999d\""},
      {"k: s", 9s, "1:4: " + wrong + "\"s\""},
  };
  check<std::chrono::milliseconds>(cases, [](Section& root) { return root.duration("k", 9s); });
}

TEST(Getters, Size) {
  const std::string wrong = "k must be a size like 4096, 64KiB, 10MB or 4GiB, not ";
  const Case<std::uint64_t> cases[] = {
      {"k: 4096", 4096, ""},
      {"k: 64KiB", 65536, ""},
      {"k: 1MiB", 1048576, ""},
      {"k: 4GiB", 4294967296, ""},
      {"k: 10KB", 10000, ""},
      {"k: 10MB", 10000000, ""},
      {"k: 2GB", 2000000000, ""},
      {"k: 10mb", 1, "1:4: " + wrong + "\"10mb\""},
      {"k: 1.5GiB", 1, "1:4: " + wrong + "\"1.5GiB\""},
      {"k: 99999999999GiB", 1, "1:4: " + wrong + "\"99999999999GiB\""},
      {"k: -1", 1, "1:4: " + wrong + "\"-1\""},
  };
  check<std::uint64_t>(cases, [](Section& root) { return root.size("k", 1); });
}

TEST(Getters, Texts) {
  using Texts = std::vector<std::string>;
  const Case<Texts> cases[] = {
      {"k: [a, 'b']", {"a", "b"}, ""},
      {"k: a", {"a"}, ""},
      {"k:\n- a\n- b", {"a", "b"}, ""},
      {"j: a", {}, ""},
      {"k:", {}, ""},
      {"k: [a, [b], c]", {"a", "c"}, "1:8: k #2 must be text, not a list"},
      {"k: { a: b }", {}, "1:4: k must be text, not a map"},
  };
  check<Texts>(cases, [](Section& root) { return root.texts("k"); });
}

TEST(Getters, OneOf) {
  static const std::vector<std::string> words{"debug", "info", "warning", "error"};
  const std::string wrong = "k must be debug, info, warning or error, not ";
  const Case<std::size_t> cases[] = {
      {"k: warning", 2, ""},
      {"k: warnign", 9, "1:4: " + wrong + "\"warnign\"; did you mean \"warning\"?"},
      {"k: loud", 9, "1:4: " + wrong + "\"loud\""},
      {"k: [info]", 9, "1:4: " + wrong + "a list"},
  };
  check<std::size_t>(cases,
                     [](Section& root) { return root.find("k")->one_of(words).value_or(9); });
}

TEST(Getters, OneOfManyOrNone) {
  std::vector<std::string> many;
  for (int i = 10; i < 30; ++i) many.push_back("q" + std::to_string(i));
  EXPECT_THAT(
      read("k: x", [&](Section& root) { EXPECT_FALSE(root.find("k")->one_of(many)); }),
      ElementsAre(
          "c.yaml:1:4: k must be q10, q11, q12, q13, q14, q15, q16, q17, q18, q19, q20, q21, q22, "
          "q23, q24, q25 or one of 4 more, not \"x\""));
  EXPECT_THAT(read("k: x", [](Section& root) { EXPECT_FALSE(root.find("k")->one_of({})); }),
              ElementsAre("c.yaml:1:4: k must be one of a list that is empty, not \"x\""));
}

TEST(Getters, NameTheSection) {
  const auto problems = read("listen:\n  public: { address: [] }\n  items: [{ a: 1 }, { b: [] }]\n",
                             [](Section& root) {
                               Section listen = root.section("listen");
                               Section door = listen.section("public");
                               EXPECT_EQ(door.text("address", "x"), "x");
                               EXPECT_EQ(door.required_text("url"), "");
                               for (const Value& item : listen.find("items")->list()) {
                                 Section section = item.section();
                                 (void)section.required_text("a");
                                 (void)section.text("b");
                                 section.finish();
                               }
                               Section absent = listen.section("admin");
                               EXPECT_EQ(absent.integer("port", 1, 9, 3), 3);
                               (void)absent.required_text("host");
                               absent.finish();
                             });
  EXPECT_THAT(problems, ElementsAre("c.yaml:1:1: listen.admin: host is missing",
                                    "c.yaml:2:3: listen.public: url is missing",
                                    "c.yaml:2:22: listen.public: address must be text, not a list",
                                    "c.yaml:3:21: listen.items #2: a is missing",
                                    "c.yaml:3:26: listen.items #2: b must be text, not a list"));
}

TEST(Section, UnknownKeysComeWithTheNearestKnown) {
  const auto problems = read("adress: 1\nurl: x\ncolour: red\n", [](Section& root) {
    (void)root.text("address");
    (void)root.text("url");
    root.finish();
  });
  EXPECT_THAT(problems,
              ElementsAre("c.yaml:1:1: unknown key \"adress\"; did you mean \"address\"?",
                          "c.yaml:3:1: unknown key \"colour\"; known here: address, url"));
}

TEST(Section, WrongKindsReadAsEmpty) {
  EXPECT_THAT(read("a: 5\nb:\nc: []\n",
                   [](Section& root) {
                     for (const char* key : {"a", "b", "c"}) {
                       Section section = root.section(key);
                       EXPECT_EQ(section.text("x", "y"), "y");
                       section.finish();
                     }
                     root.finish();
                   }),
              ElementsAre("c.yaml:1:4: a must be a map of keys, not \"5\"",
                          "c.yaml:3:4: c must be a map of keys, not a list"));
}

TEST(Section, NamesOfTheCity) {
  const std::string longest(63, 'a');
  const auto problems =
      read("queues:\n  public-works: 1\n  311: 2\n  Parks: 3\n  -x: 4\n  a_b: 5\n  " + longest +
               ": 6\n  " + longest + "a: 7\n",
           [](Section& root) {
             Section queues = root.section("queues");
             EXPECT_EQ(queues.named_entries().size(), 7u);
             queues.finish();
           });
  const std::string wrong = " must be made of a-z, 0-9 and \"-\", at most 63 of them";
  EXPECT_THAT(
      problems,
      ElementsAre("c.yaml:4:3: the name \"Parks\"" + wrong, "c.yaml:5:3: the name \"-x\"" + wrong,
                  "c.yaml:6:3: the name \"a_b\"" + wrong,
                  "c.yaml:8:3: the name \"" + std::string(60, 'a') + "…\"" + wrong));
}

TEST(Section, ProblemsLieAtTheirKeys) {
  const auto problems = read("a:\n  b: x\n", [](Section& root) {
    Section a = root.section("a");
    a.problem("one");
    a.problem_at("b", "two");
    a.problem_at("c", "three");
    a.find("b")->problem("four");
    a.find("b")->problem("four");  // told once
  });
  EXPECT_THAT(problems, ElementsAre("c.yaml:1:1: one", "c.yaml:1:1: three", "c.yaml:2:6: two",
                                    "c.yaml:2:6: four"));
}

TEST(Section, AliasesAreValuesLikeOthers) {
  EXPECT_THAT(read("a: &x { k: [1, 2] }\nb: *x\n",
                   [](Section& root) {
                     for (const char* key : {"a", "b"}) {
                       Section section = root.section(key);
                       EXPECT_THAT(section.texts("k"), ElementsAre("1", "2"));
                       section.finish();
                     }
                   }),
              IsEmpty());
}

}  // namespace
}  // namespace crosstown::config
