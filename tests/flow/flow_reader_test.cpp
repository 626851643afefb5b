#include "router/flow/flow_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crosstown::flow {
namespace {

using testing::HasSubstr;

std::string problems_of(const std::string& steps) {
  config::Problems problems;
  const std::string text =
      "flows:\n  main:\n    person: desk\n    steps:\n" + steps +
      "      desk: { record: { en: Speak., es: Hable. }, next: bye, error: bye }\n"
      "      bye: { hangup: { en: Bye., es: Adiós. } }\n";
  const auto document = config::Document::parse(text, "city.yaml", problems);
  FlowNames names;
  names.languages = {"en", "es"};
  names.calendars = {"city-hall"};
  names.answers = {"parking"};
  names.queues = {"water"};
  names.queue_phones = {{"water", "+18015550103"}};
  auto root = document.root();
  const Flows flows = read_flows(root, names);
  std::string all;
  for (const auto& problem : problems.sorted()) all += to_text(problem) + '\n';
  return all;
}

TEST(FlowReader, TakesWhatIsRight) {
  EXPECT_EQ(problems_of("      a: { say: { en: Hi., es: Hola. }, next: desk }\n"), "");
}

struct Mistake {
  std::string step;
  std::string told;
};

TEST(FlowReader, TellsWhatIsWrongAndWhatWasMeant) {
  const std::string words = "{ en: Hi., es: Hola. }";
  const Mistake mistakes[] = {
      {"{ say: { en: Hi. }, next: desk }", "es is missing"},
      {"{ say: { en: Hi., es: Hola., fr: Salut. }, next: desk }", "fr"},
      {"{ say: " + words + ", next: deskk }", "no step; did you mean \"desk\"?"},
      {"{ say: " + words + " }", "next is missing"},
      {"{ next: desk }", "the step does nothing"},
      {"{ say: " + words + ", menu: " + words + ", next: desk }", "a step does one thing"},
      {"{ say: { en: \"{name}\", es: Hola. }, next: desk }", "a brace stands for a placeholder"},
      {"{ menu: " + words + ", keys: { 12: desk }, error: desk }", "no key of a telephone"},
      {"{ menu: " + words + ", keys: { 1: desk } }", "error is missing"},
      {"{ menu: " + words + ", error: desk }", "a menu needs keys"},
      {"{ menu: " + words + ", keys: { 1: desk }, words: { 2: { en: two } }, error: desk }",
       "none of the keys"},
      {"{ language: " + words + ", keys: { 1: en }, next: desk }",
       "no key of this step chooses es"},
      {"{ hours: city-hal, open: desk, closed: desk }", "city-hall"},
      {"{ transfer: 555, error: desk }", "no E.164 number"},
      {"{ answer: parkin, next: desk }", "parking"},
      {"{ say: " + words + ", queue: watr, next: desk }", "water"},
      {"{ say: " + words + ", next: a }", "never ends"},
      {"{ menu: " + words + ", keys: { 1: desk }, error: a }", "goes in a circle"},
      {"{ menu: " + words + ", keys: { 1: desk, 0: bye }, error: desk }", "to no person"},
      {"{ say: " + words + ", next: bye }", "no way leads here"},
  };
  for (const Mistake& mistake : mistakes) {
    const std::string told = problems_of("      a: " + mistake.step + "\n");
    EXPECT_THAT(told, HasSubstr(mistake.told)) << mistake.step;
    EXPECT_THAT(told, HasSubstr("city.yaml:")) << mistake.step;
  }
}

}  // namespace
}  // namespace crosstown::flow
