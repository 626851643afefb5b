// The file's own tests.
#include <gmock/gmock.h>

#include "tests/daemon/config/city_folder.h"

namespace crosstown {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OwnTests : public CityFolder {
 protected:
  std::vector<std::string> failures(std::string_view tests) {
    const auto config = load(city_with(std::string(tests) + R"(
routes:
  - name: trees
    when: { text: [tree, árbol] }
    then: { queue: parks, type: tree, priority: low }
  - name: all
    then: { queue: front-desk }
)"));
    EXPECT_TRUE(config) << (config ? "" : problems().front());
    std::vector<std::string> out;
    if (!config) return out;
    for (const config::Problem& failure : run_config_tests(*config))
      out.push_back(short_text(to_text(failure)));
    return out;
  }
};

TEST_F(OwnTests, Pass) {
  EXPECT_THAT(failures(R"(tests:
  - { name: a, message: { channel: kiosk, text: My tree fell }, expect: { queue: parks, type: tree, priority: low, rule: trees, language: en } }
  - { name: b, message: { channel: kiosk, text: EL ARBOL }, expect: { rule: trees } }
  - { name: c, message: { channel: kiosk, text: lost keys, from: x, to: y }, expect: { queue: front-desk, type: general } }
)"),
              IsEmpty());
}

TEST_F(OwnTests, SaySubjectLanguageAndIntent) {
  const auto config =
      load(city_with(R"(city: { name: R, timezone: America/Denver, languages: [en, es] }
queues: { front-desk: { name: { en: Desk, es: Mesa } }, parks: { name: { en: Parks, es: Parques } } }
tests:
  - { name: a, message: { channel: kiosk, subject: My tree, text: fell }, expect: { rule: trees } }
  - { name: b, message: { channel: kiosk, text: something, language: es }, expect: { language: es, rule: spanish } }
  - { name: c, message: { channel: kiosk, text: x, intent: Hours }, expect: { rule: button } }
  - { name: d, message: { channel: kiosk, text: x, intent: { Report: { issue: pothole } } }, expect: { rule: button } }
  - { name: e, message: { channel: kiosk, text: x, intent: { Report: { issue: other } } }, expect: { rule: all } }
routes:
  - { name: trees, when: { text: tree }, then: { queue: parks } }
  - { name: spanish, when: { language: es }, then: { queue: parks } }
  - { name: button, when: { intent: [Hours, { Report: { issue: pothole } }] }, then: { queue: parks } }
  - { name: all, then: { queue: front-desk } }
)"));
  ASSERT_TRUE(config) << problems().front();
  for (const config::Problem& failure : run_config_tests(*config))
    ADD_FAILURE() << to_text(failure);
}

TEST_F(OwnTests, AnIntentIsOneName) {
  EXPECT_FALSE(load(city_with(
      "tests: [{ name: a, message: { channel: kiosk, text: x, intent: { A: {}, B: {} } }, expect: "
      "{ queue: front-desk } }]\n")));
  EXPECT_THAT(problems(),
              ElementsAre(::testing::HasSubstr("intent must be a name, or a name with its slots")));
}

TEST_F(OwnTests, FailWithWhatCameOut) {
  EXPECT_THAT(failures(R"(tests:
  - { name: a, message: { channel: kiosk, text: tree }, expect: { queue: front-desk } }
  - name: b
    message: { channel: kiosk, text: lost keys }
    expect: { rule: trees, type: tree, priority: urgent }
  - { name: c, message: { channel: kiosk, text: "status 26-0001234-9" }, expect: { queue: front-desk } }
)"),
              ElementsAre("city.yaml:2:5: test \"a\" failed: queue is \"parks\", not "
                          "\"front-desk\" (rule \"trees\": text matched \"tree\")",
                          "city.yaml:3:5: test \"b\" failed: rule is \"all\", not \"trees\" (no "
                          "other rule matched)",
                          "city.yaml:3:5: test \"b\" failed: type is \"general\", not \"tree\" "
                          "(rule \"all\": no other rule matched)",
                          "city.yaml:3:5: test \"b\" failed: priority is \"normal\", not "
                          "\"urgent\" (rule \"all\": no other rule matched)",
                          "city.yaml:6:5: test \"c\" failed: the daemon answers this by itself; it "
                          "reaches no queue"));
}

}  // namespace
}  // namespace crosstown
