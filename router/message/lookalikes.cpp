#include "router/message/lookalikes.h"

#include <cstring>
#include <string_view>

#include "router/message/utf8.h"

namespace crosstown {
namespace {

constexpr bool is_latin(char c) { return c >= 'a' && c <= 'z'; }

// Digits and marks between letters do not end a word here: what follows "p0" is its rest.
constexpr bool joins(char32_t code) {
  return (code >= U'a' && code <= U'z') || (code >= U'0' && code <= U'9') ||
         (code >= 0x370 && code <= 0x52F);
}

std::size_t character_size(std::string_view text) {
  const auto character = utf8::first(text);
  return character ? character->bytes : 1;
}

struct Word {
  std::size_t size = 0;
  bool latin = false;
  bool masked = false;
};

Word word_at(std::string_view text) {
  Word word;
  while (word.size < text.size()) {
    const auto character = utf8::first(text.substr(word.size));
    if (!character || !joins(character->code)) break;
    word.latin = word.latin || is_latin(text[word.size]);
    word.masked = word.masked || latin_lookalike(character->code) != 0;
    word.size += character->bytes;
  }
  return word;
}

// The two may overlap.
char* put(std::string_view bytes, char* out) {
  std::memmove(out, bytes.data(), bytes.size());
  return out + bytes.size();
}

char* put_unmasked(std::string_view word, char* out) {
  while (!word.empty()) {
    const auto character = utf8::first(word);
    const char latin = latin_lookalike(character->code);
    if (latin != 0) {
      *out++ = latin;
    } else {
      out = put(word.substr(0, character->bytes), out);
    }
    word.remove_prefix(character->bytes);
  }
  return out;
}

}  // namespace

// In place: what is written never overtakes what is still to be read.
void unmask_lookalikes(std::string& folded) {
  std::string_view rest = folded;
  char* out = folded.data();
  while (!rest.empty()) {
    const Word word = word_at(rest);
    const std::size_t size = word.size != 0 ? word.size : character_size(rest);
    if (word.latin && word.masked) {
      out = put_unmasked(rest.substr(0, size), out);
    } else {
      out = put(rest.substr(0, size), out);
    }
    rest.remove_prefix(size);
  }
  folded.resize(static_cast<std::size_t>(out - folded.data()));
}

}  // namespace crosstown
