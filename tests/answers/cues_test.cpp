#include "router/answers/cues.h"

#include <gtest/gtest.h>

#include "router/answers/tokens.h"
#include "router/message/text.h"

namespace crosstown {
namespace {

struct Case {
  Stemming language;
  std::string_view text;
  bool asks;
  bool complains;
};

TEST(Cues, Table) {
  constexpr auto en = Stemming::english;
  constexpr auto es = Stemming::spanish;
  const Case table[] = {
      {en, "When is trash picked up", true, false},
      {en, "trash pickup?", true, false},
      {en, "my trash wasn't picked up", false, true},
      {en, "My trash wasn’t picked up", false, true},
      {en, "why was it missed", false, true},
      {en, "can you send somebody?", true, true},
      {en, "dog license", false, false},
      {en, "whatever", false, false},
      {en, "nothing", false, false},
      {es, "cuándo pasa la basura", true, false},
      {es, "no recogieron la basura", false, true},
      {es, "dónde está", true, false},
      {es, "quiero el perro que se fue", false, false},
      {es, "¿por qué no pasó?", true, true},
      {es, "notario", false, false},
      {Stemming::none, "", false, false},
  };
  for (const Case& row : table) {
    const std::string folded = fold(row.text);
    const Cues cues = cues_of(folded, words_of(folded), row.language);
    EXPECT_EQ(cues.asks, row.asks) << row.text;
    EXPECT_EQ(cues.complains, row.complains) << row.text;
  }
}

}  // namespace
}  // namespace crosstown
