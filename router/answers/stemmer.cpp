#include "router/answers/stemmer.h"

#include <algorithm>
#include <array>
#include <span>

namespace crosstown {
namespace {

// What is left of a word has at least so many letters.
constexpr std::size_t least = 3;

constexpr bool is_vowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

bool has_vowel(std::string_view text) { return std::any_of(text.begin(), text.end(), is_vowel); }

// Takes `ending` off where enough of the word is left.
bool take_off(std::string& word, std::string_view ending) {
  if (word.size() < ending.size() + least || !word.ends_with(ending)) return false;
  word.resize(word.size() - ending.size());
  return true;
}

void take_first(std::string& word, std::span<const std::string_view> endings) {
  for (const auto ending : endings) {
    if (take_off(word, ending)) return;
  }
}

// "boxes", "dishes", "classes" lose two letters, "houses" and "holidays" one.
void english_plural(std::string& word) {
  if (word.ends_with("ss") || word.ends_with("us") || word.ends_with("is")) return;
  if (word.ends_with("ies")) {
    if (take_off(word, "ies")) word += 'y';
    return;
  }
  for (const std::string_view hissing : {"sses", "xes", "ches", "shes", "zes"}) {
    if (word.ends_with(hissing)) {
      (void)take_off(word, "es");
      return;
    }
  }
  (void)take_off(word, "s");
}

// "running" → "run", but "billing" → "bill".
void undouble(std::string& word) {
  const std::size_t n = word.size();
  if (n < least + 1 || word[n - 1] != word[n - 2] || is_vowel(word[n - 1])) return;
  if (word[n - 1] != 'l' && word[n - 1] != 's' && word[n - 1] != 'z') word.pop_back();
}

void english_verb(std::string& word) {
  for (const std::string_view ending : {"ing", "ed"}) {
    std::string bare = word;
    if (!take_off(bare, ending) || !has_vowel(bare)) continue;
    undouble(bare);
    word = std::move(bare);
    return;
  }
}

void english(std::string& word) {
  english_plural(word);
  english_verb(word);
  // "recycle" beside "recycling".
  if (word.size() > least + 1) (void)take_off(word, "e");
}

constexpr std::array<std::string_view, 14> spanish_verbs{"iendo", "yendo", "ieron", "aron", "ando",
                                                         "ado",   "ada",   "ido",   "ida",  "ar",
                                                         "er",    "ir",    "an",    "en"};
constexpr std::array<std::string_view, 3> vowels{"a", "e", "o"};

// "licencias", "luces" (z), "arboles"; then "recogiendo", "recogida", "recoge", "recogen" →
// "recog".
void spanish(std::string& word) {
  if (word.size() > least + 1 && word.ends_with("ces")) {
    word.replace(word.size() - 3, 3, "z");
    return;
  }
  const bool after_vowel = word.size() > 1 && is_vowel(word[word.size() - 2]);
  if (after_vowel) (void)take_off(word, "s");
  const std::string before = word;
  take_first(word, spanish_verbs);
  if (word == before) take_first(word, vowels);
}

}  // namespace

Stemming stemming_of(std::string_view language) {
  const std::string_view subtag = language.substr(0, language.find_first_of("-_"));
  if (subtag == "en") return Stemming::english;
  return subtag == "es" ? Stemming::spanish : Stemming::none;
}

std::string stem(std::string_view word, Stemming stemming) {
  std::string out(word);
  const bool letters =
      std::none_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (word.size() <= least || !letters) return out;
  if (stemming == Stemming::english) english(out);
  if (stemming == Stemming::spanish) spanish(out);
  return out;
}

}  // namespace crosstown
