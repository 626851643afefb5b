#include "router/texts/texts_reader.h"

#include <gmock/gmock.h>

namespace crosstown {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Read {
  Texts texts;
  std::vector<std::string> problems;
};

Read read(std::string_view yaml, const std::vector<std::string>& languages) {
  config::Problems problems;
  const auto document = config::Document::parse(yaml, "city.yaml", problems);
  config::Section root = document.root();
  Read out{read_texts(root, languages), {}};
  root.finish();
  for (const auto& problem : problems.sorted()) out.problems.push_back(to_text(problem));
  return out;
}

TEST(TextsReader, TheCitysOwnWordsWin) {
  const Read out =
      read("texts: { es: { receipt: \"Folio {tracking}\", status_with: \" Con {queue}\" } }\n",
           {"es", "en"});
  EXPECT_THAT(out.problems, IsEmpty());
  EXPECT_EQ(out.texts.text("es", TextId::receipt), "Folio {tracking}");
  EXPECT_EQ(out.texts.text("es", TextId::status_with), " Con {queue}");
  EXPECT_EQ(out.texts.text("en", TextId::monday), "Monday");
  EXPECT_EQ(out.texts.text("pl", TextId::monday), "lunes") << "the city's first language";
}

TEST(TextsReader, Mistakes) {
  const struct {
    std::string_view yaml;
    std::vector<std::string> problems;
  } cases[] = {
      {"text: {}\n", {"city.yaml:1:1: unknown key \"text\"; did you mean \"texts\"?"}},
      {"texts: { en: { reciept: x } }\n",
       {"city.yaml:1:16: unknown key \"reciept\"; did you mean \"receipt\"?"}},
      {"texts: { fr: { receipt: x } }\n", {"city.yaml:1:10: unknown key \"fr\"; known here: en"}},
      {"texts: { en: { receipt: Thanks } }\n",
       {"city.yaml:1:25: \"receipt\" must hold {tracking}"}},
      {"texts: { en: { receipt: [] } }\n",
       {"city.yaml:1:25: texts.en: receipt must be text, not a list"}},
      {"texts: { en: { monday: \"Monday \" } }\n",
       {"city.yaml:1:24: a text holds no control characters and does not end with a space"}},
  };
  for (const auto& c : cases)
    EXPECT_THAT(read(c.yaml, {"en"}).problems, testing::ElementsAreArray(c.problems)) << c.yaml;
}

TEST(TextsReader, ALanguageOfTheCitysOwnMustBeWhole) {
  EXPECT_THAT(read("texts: { fr: { receipt: \"{tracking}\" } }\n", {"en", "fr"}).problems,
              ElementsAre("city.yaml:1:14: texts.fr: emergency is missing; \"fr\" does not come "
                          "with Crosstown, so all its texts must stand here"));
}

}  // namespace
}  // namespace crosstown
