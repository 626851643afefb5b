#include "router/texts/texts.h"

#include <gtest/gtest.h>

#include <set>

#include "router/texts/shipped.h"

namespace crosstown {
namespace {

// The catalogue's own check: nobody reads a text in a language that they did not write in.
TEST(Texts, EveryLanguageThatShipsIsWholeAndWellFormed) {
  ASSERT_EQ(shipped_languages().size(), 2u);
  for (const ShippedLanguage& language : shipped_languages()) {
    for (std::size_t i = 0; i < text_count; ++i) {
      const auto id = static_cast<TextId>(i);
      EXPECT_EQ(template_mistake(id, language.texts[i]), std::nullopt)
          << language.tag << " " << kind_of(id).name;
    }
    EXPECT_TRUE(Texts().missing(language.tag).empty());
  }
  // A language of the city's own goes without what is only spoken.
  const auto missing = Texts().missing("fr");
  EXPECT_EQ(missing.size(), static_cast<std::size_t>(TextId::language_name) + 1);
  EXPECT_EQ(missing.back(), TextId::language_name);
}

TEST(Texts, NamesAreThoseOfTheirIds) {
  std::set<std::string_view> names;
  for (const TextKind& kind : text_kinds()) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    EXPECT_EQ(&kind_of(text_id_from(kind.name).value()), &kind);
  }
  EXPECT_EQ(kind_of(TextId::receipt).name, "receipt");
  EXPECT_EQ(kind_of(TextId::state_closed).name, "state_closed");
  EXPECT_EQ(kind_of(TextId::opens_date).name, "opens_date");
  EXPECT_EQ(kind_of(TextId::monday).name, "monday");
  EXPECT_EQ(kind_of(TextId::sun).name, "sun");
  EXPECT_EQ(kind_of(TextId::voice_kept).name, "voice_kept");
  EXPECT_EQ(kind_of(TextId::spoken_span).name, "spoken_span");
  EXPECT_EQ(text_id_from("receipts"), std::nullopt);
}

TEST(Texts, AreFilledInOnce) {
  Texts texts;
  texts.put("en", TextId::emergency, "{tracking}: call {number}, {number}!");
  EXPECT_EQ(texts.filled("en", TextId::emergency, {{"number", "911"}, {"tracking", "{number}"}}),
            "{number}: call 911, 911!");
  texts.put("en", TextId::monday, "{x} {");
  EXPECT_EQ(texts.filled("en", TextId::monday, {}), "{x} {");
}

TEST(Texts, FallBack) {
  Texts texts;
  texts.put("fr", TextId::monday, "lundi");
  texts.set_fallback("es");
  EXPECT_EQ(texts.text("fr-CA", TextId::monday), "lundi");
  EXPECT_EQ(texts.text("fr", TextId::tuesday), "martes");
  EXPECT_EQ(texts.text("EN_us", TextId::tuesday), "Tuesday");
  EXPECT_EQ(texts.text("", TextId::tuesday), "martes");
  texts.set_fallback("xx");
  EXPECT_EQ(texts.text("yy", TextId::tuesday), "Tuesday");
}

TEST(Texts, MistakesInTemplates) {
  const struct {
    TextId id;
    std::string_view text;
    std::string_view mistake;
  } cases[] = {
      {TextId::receipt, "Thanks! {tracking}", ""},
      {TextId::emergency, "Call {number}.", ""},
      {TextId::receipt, "", "the text \"receipt\" is empty"},
      {TextId::receipt, "Thanks!", "\"receipt\" must hold {tracking}"},
      {TextId::receipt, "{tracking} {number}",
       "\"receipt\" has no placeholder {number}; it may have {tracking}"},
      {TextId::receipt, "{tracking} {",
       "a brace stands for a placeholder only; \"receipt\" may have {tracking}"},
      {TextId::receipt, "{tracking} }",
       "a brace stands for a placeholder only; \"receipt\" may have {tracking}"},
      {TextId::receipt, "{} {tracking}",
       "a brace stands for a placeholder only; \"receipt\" may have {tracking}"},
      {TextId::emergency, "Help: {tracking}", "\"emergency\" must hold {number}"},
      {TextId::monday, "{day}", "\"monday\" has no placeholder {day}; it may have none"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(template_mistake(c.id, c.text).value_or(""), c.mistake) << c.text;
}

}  // namespace
}  // namespace crosstown
