#include "router/language/word_vote.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "router/language/telling_words.h"
#include "router/message/text.h"

namespace crosstown {
namespace {

// Of a longer text the rest would hardly say otherwise.
constexpr int decisive_lead = 10 * word_weight;
constexpr int sign_weight = 2 * word_weight;

// Folded words are letters and digits; an apostrophe is inside (don't).
constexpr bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' ||
         static_cast<unsigned char>(c) >= 0x80;
}

constexpr bool is_number(std::string_view word) { return word[0] >= '0' && word[0] <= '9'; }

// What is only written in Spanish, of the languages that ship.
bool has_spanish_sign(std::string_view text) {
  constexpr std::array<std::string_view, 4> signs{"¿", "¡", "ñ", "Ñ"};
  return std::any_of(signs.begin(), signs.end(), [&](std::string_view sign) {
    return text.find(sign) != std::string_view::npos;
  });
}

struct Count {
  int english = 0;
  int spanish = 0;
  std::size_t letters = 0;

  void add(std::string_view word) {
    if (is_number(word)) return;
    letters += word.size();
    const Telling told = telling(word);
    if (told.language == "en") english += told.weight;
    if (told.language == "es") spanish += told.weight;
  }
  [[nodiscard]] bool decided() const { return std::abs(english - spanish) >= decisive_lead; }
};

}  // namespace

bool WordVote::clear() const { return for_it >= 2 * word_weight && for_it > 2 * against; }

WordVote word_vote(std::string_view text) {
  Count count;
  if (has_spanish_sign(text)) count.spanish += sign_weight;
  const std::string folded = fold(text);
  for (auto at = folded.begin(); at != folded.end() && !count.decided();) {
    at = std::find_if(at, folded.end(), in_word);
    const auto end = std::find_if_not(at, folded.end(), in_word);
    if (at != end) count.add(std::string_view(at, end));
    at = end;
  }
  const auto [english, spanish, letters] = count;
  if (english == spanish) return {{}, english, spanish, letters};
  return english > spanish ? WordVote{"en", english, spanish, letters}
                           : WordVote{"es", spanish, english, letters};
}

}  // namespace crosstown
