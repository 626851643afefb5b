// Texts as they come, each with the language that is right, or "" where nothing in the text says
// which: then the conversation or the city decides.
#include "router/language/judge.h"

#include <gtest/gtest.h>

#include <map>

#include "router/message/text.h"

namespace crosstown {
namespace {

using By = Judged::By;

struct Case {
  std::string_view text;
  std::string_view language;
};

constexpr Case cases[] = {
    // Sentences.
    {"There is a large pothole on Main Street near the school, please fix it", "en"},
    {"My trash was not picked up this week", "en"},
    {"The traffic light at 5th and Elm has been out since yesterday", "en"},
    {"Someone dumped an old mattress behind the library", "en"},
    {"When is the next city council meeting?", "en"},
    {"How do I get a permit for a fence in my back yard", "en"},
    {"There's a dead raccoon in the middle of the road", "en"},
    {"Hay un bache muy grande en la calle Principal cerca de la escuela", "es"},
    {"No recogieron la basura esta semana", "es"},
    {"El semáforo de la esquina no funciona desde ayer", "es"},
    {"Quisiera saber cuándo es la próxima junta del cabildo", "es"},
    {"Alguien dejó un colchón viejo detrás de la biblioteca", "es"},
    {"¿Cómo puedo pagar mi recibo del agua por internet?", "es"},
    {"Los vecinos de enfrente hacen mucho ruido todas las noches", "es"},
    // Without accents, as on many telephones.
    {"El arbol de mi vecino se cayo sobre mi cerca anoche", "es"},
    {"Cuando van a arreglar el alumbrado publico de mi colonia", "es"},
    {"Esta tirada una senal de alto en la esquina de mi casa", "es"},
    {"necesito informacion sobre los permisos de construccion", "es"},
    {"ya van tres dias que no hay agua en mi casa", "es"},
    {"QUIERO REPORTAR UN BACHE EN LA CALLE CINCO", "es"},
    {"THE STREETLIGHT IN FRONT OF MY HOUSE IS OUT AGAIN", "en"},
    // Short.
    {"Pothole on 5th", "en"},
    {"hi", "en"},
    {"Hello?", "en"},
    {"thanks!", "en"},
    {"Thank you so much", "en"},
    {"yes please", "en"},
    {"trash not collected", "en"},
    {"dead dog on Elm", "en"},
    {"street light out", "en"},
    {"loud music next door, can you help", "en"},
    {"graffiti at the bus stop", "en"},
    {"who do I call", "en"},
    {"Hola", "es"},
    {"gracias", "es"},
    {"Muchas gracias!!", "es"},
    {"por favor", "es"},
    {"buenas tardes", "es"},
    {"bache en Main", "es"},
    {"hay un hoyo", "es"},
    {"basura tirada", "es"},
    {"perro muerto en Elm St", "es"},
    {"no hay luz", "es"},
    {"fuga de agua", "es"},
    {"¿Hablan español?", "es"},
    {"mañana", "es"},
    {"ya arreglen el semaforo", "es"},
    {"arbol caido en 400 N", "es"},
    {"ayuda", "es"},
    {"q onda con la basura, ya no pasan", "es"},
    {"xfa arreglen el foco de mi calle", "es"},
    // Both at once: what there is more of.
    {"Hola, there is a pothole on my street, please fix it, it is really big", "en"},
    {"hay un pothole en mi calle", "es"},
    {"mi trash no lo recogieron", "es"},
    {"Necesito un permit para mi driveway por favor", "es"},
    {"the parquímetro is broken at Plaza Central", "en"},
    // Nothing that tells.
    {"", ""},
    {"ok", ""},
    {"No", ""},
    {"123", ""},
    {"26-0001234-9", ""},
    {"1200 N 300 W", ""},
    {"Main St & 5th Ave", ""},
    {"Camino Real 1432", ""},
    {"Avenida Juarez 210", ""},
    {"Rio Grande Blvd", ""},
    {"San Jose & Guadalupe", ""},
    {"👍", ""},
    {"🔥🔥🔥", ""},
    {"???", ""},
    {"Maria Gonzalez", ""},
    {"801-555-0123", ""},
    {"https://riverbend.example/a/b", ""},
    {"front.desk@riverbend.example", ""},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ""},
};
static_assert(std::size(cases) >= 60);

TEST(LanguageJudge, TextsAsTheyCome) {
  const LanguageJudge english_city({"en", "es"});
  const LanguageJudge spanish_city({"es", "en"});
  for (const Case& c : cases) {
    const std::string text = clean(std::string(c.text));
    const Judged in_english_city = english_city.judge("", text, "");
    const Judged in_spanish_city = spanish_city.judge("", text, "");
    const bool tells = !c.language.empty();
    EXPECT_EQ(in_english_city.language, tells ? c.language : "en") << c.text;
    EXPECT_EQ(in_spanish_city.language, tells ? c.language : "es") << c.text;
    EXPECT_EQ(in_english_city.by == By::default_, !tells) << c.text;
  }
}

TEST(LanguageJudge, WhatIsDeclaredWins) {
  const LanguageJudge judge({"en", "es"});
  const Judged judged = judge.judge("pl", "Hay un bache muy grande en la calle Principal", "en");
  EXPECT_EQ(judged.language, "pl");
  EXPECT_EQ(judged.by, By::declared);
}

TEST(LanguageJudge, TheConversationDecidesForShortTextsOnly) {
  const LanguageJudge judge({"en", "es"});
  for (const auto* text : {"ok", "1200 N 300 W", "hola", "👍"}) {
    EXPECT_EQ(judge.judge("", text, "es-MX").language, "es-MX") << text;
    EXPECT_EQ(judge.judge("", text, "es").by, By::earlier) << text;
  }
  const Judged changed =
      judge.judge("", "There is a large pothole on Main Street, please fix it soon", "es");
  EXPECT_EQ(changed.language, "en");
  EXPECT_EQ(changed.by, By::detected);
  EXPECT_EQ(judge.judge("", "ok", "pl").by, By::default_) << "none of the city's";
}

TEST(LanguageJudge, OnlyTheCitysLanguages) {
  const std::string_view polish = "Na ulicy Głównej jest wielka dziura, proszę ją naprawić";
  const std::string_view french = "Il y a un grand trou dans la rue principale près de l'école";
  const LanguageJudge two({"en", "es"});
  EXPECT_EQ(two.judge("", polish, "").by, By::default_);
  EXPECT_EQ(LanguageJudge({"en", "pl"}).judge("", polish, "").language, "pl");
  EXPECT_EQ(LanguageJudge({"en", "fr"}).judge("", french, "").language, "fr");
  EXPECT_EQ(LanguageJudge({"en", "es", "fr"}).judge("", french, "").language, "fr")
      << "un and y are no clear vote where there is another language without words";
  EXPECT_EQ(LanguageJudge({"en"}).judge("", "Hay un bache muy grande en mi calle", "").language,
            "en");
  EXPECT_EQ(LanguageJudge({"fr", "en"}).judge("", "hola gracias", "").by, By::default_);
}

TEST(LanguageJudge, ManyWordsSettleALongText) {
  const LanguageJudge judge({"en", "es"});
  for (const auto& [text, language] :
       {std::pair("Can someone come pick up a couch that was left on the curb?", "en"),
        std::pair("Desde hace dos semanas hay un hoyo enorme en el carril derecho", "es")}) {
    const Judged judged = judge.judge("", text, language == std::string_view("en") ? "es" : "en");
    EXPECT_EQ(judged.language, language);
    EXPECT_EQ(judged.by, By::detected);
  }
  const auto one_word = judge.judge("", "Robert Johnson, Washington Boulevard, perro", "en");
  EXPECT_EQ(one_word.language, "en") << "one word settles nothing";
  const auto few = judge.judge("", "26-0001234-9 1200 N 300 W 84601 bache hoyo", "en");
  EXPECT_EQ(few.by, By::earlier) << "numbers are no letters";
}

TEST(LanguageJudge, LongTextsAreReadInPart) {
  const LanguageJudge judge({"en", "es"});
  std::string text;
  while (text.size() < 1'000'000) text += "Hay un árbol caído en la calle. ";
  EXPECT_EQ(judge.judge("", text, "").language, "es");
}

TEST(LanguageJudge, TellsHow) {
  EXPECT_EQ(to_text(By::declared), "declared");
  EXPECT_EQ(to_text(By::detected), "detected");
  EXPECT_EQ(to_text(By::earlier), "earlier");
  EXPECT_EQ(to_text(By::words), "words");
  EXPECT_EQ(to_text(By::default_), "default");
}

}  // namespace
}  // namespace crosstown
