#include "router/answers/tokens.h"

#include <algorithm>
#include <unordered_set>

namespace crosstown {
namespace {

using WordSet = std::unordered_set<std::string_view>;

// Folded text has no capitals. Letters of other scripts are bytes from 0x80 on.
constexpr bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

// Bytes of a sign that is no letter: ¡ ¿ « » (U+0080–00BF), U+2000–2BFF, and the planes of emoji.
std::size_t sign_at(std::string_view text) {
  if (text.starts_with('\xC2')) return 2;
  if (text.starts_with('\xE2') && text.size() > 1 && static_cast<unsigned char>(text[1]) < 0xB0)
    return 3;
  return text.starts_with("\xF0\x9F") ? 4 : 0;
}

// Question words are among them: they tell that something is asked (cues.h), hardly what. Those of
// time, place and price are content.
const WordSet& english_stop_words() {
  static const WordSet words{
      "a",         "about", "after", "all",     "am",          "an",      "and",       "any",
      "anyone",    "are",   "as",    "at",      "be",          "been",    "but",       "by",
      "can",       "could", "city",  "day",     "days",        "did",     "do",        "does",
      "find",      "for",   "from",  "get",     "give",        "go",      "going",     "good",
      "got",       "had",   "has",   "have",    "hello",       "her",     "here",      "hey",
      "hi",        "his",   "how",   "hows",    "i",           "id",      "if",        "im",
      "in",        "info",  "into",  "is",      "it",          "its",     "ive",       "just",
      "kind",      "know",  "let",   "like",    "looking",     "me",      "my",        "need",
      "of",        "ok",    "on",    "or",      "our",         "out",     "please",    "riverbend",
      "should",    "so",    "some",  "someone", "tell",        "thank",   "thanks",    "that",
      "the",       "their", "them",  "there",   "these",       "they",    "this",      "those",
      "to",        "told",  "town",  "up",      "us",          "want",    "wanted",    "was",
      "we",        "were",  "what",  "whats",   "which",       "who",     "will",      "with",
      "wondering", "would", "you",   "your",    "information", "morning", "afternoon", "question",
      "regarding", "may"};
  return words;
}

const WordSet& spanish_stop_words() {
  static const WordSet words{
      "a",       "al",    "algo",   "alguien",  "algun",       "alguna",   "buenas",   "buenos",
      "ciudad",  "como",  "con",    "cual",     "cuales",      "de",       "del",      "dia",
      "dias",    "donde", "el",     "ella",     "en",          "es",       "esa",      "ese",
      "eso",     "esta",  "estan",  "este",     "esto",        "estoy",    "favor",    "gracias",
      "hacer",   "hago",  "hay",    "hola",     "informacion", "la",       "las",      "le",
      "les",     "lo",    "los",    "me",       "mi",          "mis",      "necesito", "nos",
      "o",       "para",  "pero",   "por",      "pregunta",    "puede",    "pueden",   "puedo",
      "que",     "quien", "quiero", "quisiera", "saber",       "se",       "ser",      "si",
      "sobre",   "son",   "su",     "sus",      "tardes",      "tener",    "tengo",    "tiene",
      "tienen",  "toca",  "un",     "una",      "uno",         "unos",     "unas",     "usted",
      "ustedes", "y",     "ya",     "yo",       "debo",        "riverbend"};
  return words;
}

}  // namespace

std::vector<std::string> words_of(std::string_view folded) {
  std::vector<std::string> words;
  std::string word;
  const auto close = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t i = 0; i < folded.size(); ++i) {
    if (const std::size_t sign = sign_at(folded.substr(i))) {
      close();
      i += sign - 1;
    } else if (is_word_byte(folded[i])) {
      word += folded[i];
    } else if (folded[i] != '\'') {
      close();
    }
  }
  close();
  return words;
}

bool is_stop_word(std::string_view word, Stemming stemming) {
  if (stemming == Stemming::english) return english_stop_words().contains(word);
  return stemming == Stemming::spanish && spanish_stop_words().contains(word);
}

std::vector<std::string> content_words(const std::vector<std::string>& words, Stemming stemming) {
  std::vector<std::string> out;
  for (const std::string& word : words) {
    if (is_stop_word(word, stemming)) continue;
    std::string bare = stem(word, stemming);
    if (std::find(out.begin(), out.end(), bare) == out.end()) out.push_back(std::move(bare));
  }
  return out;
}

}  // namespace crosstown
