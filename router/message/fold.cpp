// fold() of text.h. Characters that lose their accents come from two tables; the few others are
// ranges.
#include <array>

#include "router/message/lookalikes.h"
#include "router/message/swar.h"
#include "router/message/text.h"
#include "router/message/utf8.h"

namespace crosstown {
namespace {

// Two ASCII letters for each character (the second may be a space: none; two spaces: it stays as it
// is). From the compatibility decompositions of UnicodeData.txt, and for letters that have none
// (ß ø ł đ æ þ …) the spelling that people use without them.
constexpr std::string_view latin =  // U+00C0 … U+024F
    "a a a a a a aec e e e e i i i i "
    "d n o o o o o   o u u u u y thss"
    "a a a a a a aec e e e e i i i i "
    "d n o o o o o   o u u u u y thy "
    "a a a a a a c c c c c c c c d d "
    "d d e e e e e e e e e e g g g g "
    "g g g g h h h h i i i i i i i i "
    "i i ijijj j k k k l l l l l l l "
    "l l l n n n n n n n n n o o o o "
    "o o oeoer r r r r r s s s s s s "
    "s s t t t t t t u u u u u u u u "
    "u u u u w w y y y z z z z z z s "
    "                                "
    "                                "
    "o o                           u "
    "u                               "
    "        dzdzdzljljljnjnjnja a i "
    "i o o u u u u u u u u u u   a a "
    "a a         g g k k o o o o     "
    "j dzdzdzg g     n n a a         "
    "a a a a e e e e i i i i o o o o "
    "r r r r u u u u s s t t     h h "
    "            a a e e o o o o o o "
    "o o y y                         "
    "                                ";
constexpr std::string_view latin_additional =  // U+1E00 … U+1EFF, Vietnamese above all
    "a a b b b b b b c c d d d d d d "
    "d d d d e e e e e e e e e e f f "
    "g g h h h h h h h h h h i i i i "
    "k k k k k k l l l l l l l l m m "
    "m m m m n n n n n n n n o o o o "
    "o o o o p p p p r r r r r r r r "
    "s s s s s s s s s s t t t t t t "
    "t t u u u u u u u u u u v v v v "
    "w w w w w w w w w w x x x x y y "
    "z z z z z z h t w y   s     ss  "
    "a a a a a a a a a a a a a a a a "
    "a a a a a a a a e e e e e e e e "
    "e e e e e e e e i i i i o o o o "
    "o o o o o o o o o o o o o o o o "
    "o o o o u u u u u u u u u u u u "
    "u u y y y y y y y y             ";
static_assert(latin.size() == 2 * (0x250 - 0xC0) && latin_additional.size() == 2 * 0x100);

constexpr std::string_view from_table(char32_t code) {
  std::string_view pair;
  if (code >= 0xC0 && code <= 0x24F) pair = latin.substr(2 * (code - 0xC0), 2);
  if (code >= 0x1E00 && code <= 0x1EFF) pair = latin_additional.substr(2 * (code - 0x1E00), 2);
  while (!pair.empty() && pair.back() == ' ') pair.remove_suffix(1);
  return pair;
}

// The ASCII form of typographic marks; 0: none.
constexpr char mark_to_ascii(char32_t code) {
  if (utf8::is_space(code)) return ' ';
  switch (code) {
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0x02BC:
    case 0xB4: return '\'';
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
    case 0xAB:
    case 0xBB: return '"';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212: return '-';
    default: return 0;
  }
}

// Accents written as characters of their own (as macOS and some keyboards do), and what is
// invisible inside words: soft hyphen, joiners, marks of direction, variation selectors, tags, byte
// order mark. Who hides a word in such characters from a filter hides it from nobody who reads.
constexpr bool vanishes(char32_t code) {
  if (code < 0x300) return code == 0xAD;
  return code <= 0x036F || code == 0x061C || (code >= 0x200B && code <= 0x200F) ||
         (code >= 0x2060 && code <= 0x2064) || (code >= 0xFE00 && code <= 0xFE0F) ||
         code == 0xFEFF || (code >= 0xE0000 && code <= 0xE01EF);
}

// Of the two scripts that have letters that look Latin: Greek and Cyrillic.
constexpr bool may_look_latin(char32_t code) { return code >= 0x0370 && code <= 0x052F; }

// Greek and Cyrillic, the two other scripts with cases that residents write in.
constexpr char32_t lower_of(char32_t code) {
  if ((code >= 0x0391 && code <= 0x03A9 && code != 0x03A2) || (code >= 0x0410 && code <= 0x042F))
    return code + 0x20;
  if (code >= 0x0400 && code <= 0x040F) return code + 0x50;
  if (code >= 0x0460 && code <= 0x0481) return code | 1;
  if (code >= 0x048A && code <= 0x04BF) return code | 1;
  return code;
}

constexpr char lower_ascii(char32_t code) {
  return static_cast<char>(code >= U'A' && code <= U'Z' ? code + 0x20 : code);
}

// Writes the folded form of one character; never longer than the character itself.
char* put(std::string_view bytes, char32_t code, char* out) {
  if (vanishes(code)) return out;
  if (const char mark = mark_to_ascii(code); mark != 0) {
    *out = mark;
    return out + 1;
  }
  if (code >= 0xFF01 && code <= 0xFF5E) {  // full-width forms
    *out = lower_ascii(code - 0xFF01 + U'!');
    return out + 1;
  }
  if (const auto letters = from_table(code); !letters.empty()) return out + letters.copy(out, 2);
  if (const char32_t lower = lower_of(code); lower != code) {  // two bytes each, before and after
    out[0] = static_cast<char>(0xC0 | (lower >> 6));
    out[1] = static_cast<char>(0x80 | (lower & 0x3F));
    return out + 2;
  }
  return out + bytes.copy(out, bytes.size());
}

}  // namespace

void fold_into(std::string_view text, std::string& out) {
  constexpr std::size_t step = sizeof(swar::Word);
  out.resize(text.size());
  char* end = out.data();
  bool other_script = false;
  while (!text.empty()) {
    if (text.size() >= step) {
      if (const swar::Word word = swar::load(text.data()); !swar::any_high(word)) {
        swar::store(end, swar::lower_ascii(word));
        end += step;
        text.remove_prefix(step);
        continue;
      }
    }
    const auto character = utf8::first(text);
    const std::size_t bytes = character ? character->bytes : 1;
    if (bytes == 1) {
      *end++ = lower_ascii(static_cast<unsigned char>(text[0]));
    } else {
      end = put(text.substr(0, bytes), character->code, end);
      other_script = other_script || may_look_latin(character->code);
    }
    text.remove_prefix(bytes);
  }
  out.resize(static_cast<std::size_t>(end - out.data()));
  if (other_script) unmask_lookalikes(out);
}

std::string fold(std::string_view text) {
  std::string out;
  fold_into(text, out);
  return out;
}

}  // namespace crosstown
