// What residents read for a request's type.
#include <gmock/gmock.h>

#include "tests/daemon/config/city_folder.h"

namespace crosstown {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr std::string_view city =
    "city: { name: Riverbend, timezone: America/Denver, languages: [en, es] }\n"
    "queues: { desk: { name: { en: Desk, es: Recepción } } }\n";
constexpr std::string_view routes =
    "routes:\n"
    "- { name: holes, when: { text: hole }, then: { queue: desk, type: pothole } }\n"
    "- { name: all, then: { queue: desk } }\n";

class TypesConfigTest : public CityFolder {
 protected:
  std::optional<Config> with(const std::string& types) {
    return load(city_with(types + std::string(city) + std::string(routes)));
  }
};

TEST_F(TypesConfigTest, HaveANameInEveryLanguage) {
  const auto config = with(
      "types:\n  pothole: { en: Pothole, es: Bache }\n  general: { en: Other, es: Otro }\n"
      "  emergency: { en: Emergency, es: Emergencia }\n");
  ASSERT_TRUE(config) << problems().front();
  EXPECT_THAT(config->types, SizeIs(3));
  EXPECT_THAT(config->types.at("pothole"), ElementsAre(Pair("en", "Pothole"), Pair("es", "Bache")));
  EXPECT_THAT(config->warnings, SizeIs(0));
}

TEST_F(TypesConfigTest, AreNotAskedFor) {
  const auto config = with("");
  ASSERT_TRUE(config);
  EXPECT_THAT(config->types, SizeIs(0));
}

TEST_F(TypesConfigTest, MistakesHaveTheirPlace) {
  const struct {
    std::string types;
    std::string_view mistake;
  } cases[] = {
      {"types: { pothole: { en: Pothole } }\n", "city.yaml:1:10: types.pothole: es is missing"},
      {"types: { pothole: Pothole }\n",
       "city.yaml:1:19: types: pothole must be a map with a name for each language (en, es), not "
       "\"Pothole\""},
      {"types: { Pothole: { en: Pothole, es: Bache } }\n", "city.yaml:1:10: "},
      {"types: [pothole]\n", "city.yaml:1:8: "},
  };
  for (const auto& c : cases) {
    EXPECT_FALSE(with(c.types)) << c.types;
    EXPECT_THAT(problems(), ElementsAre(HasSubstr(std::string(c.mistake)))) << c.types;
  }
}

TEST_F(TypesConfigTest, ANameThatNoRuleNeedsIsWorthAWarning) {
  const auto config = with("types:\n  pothoel: { en: Pothole, es: Bache }\n");
  ASSERT_TRUE(config);
  ASSERT_THAT(config->warnings, SizeIs(1));
  EXPECT_EQ(short_text(to_text(config->warnings.front())),
            "city.yaml:2:12: warning: types.pothoel: no rule gives this type; did you mean "
            "\"pothole\"?");
}

}  // namespace
}  // namespace crosstown
