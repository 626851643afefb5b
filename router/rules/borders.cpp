#include "router/rules/borders.h"

#include <algorithm>
#include <array>

#include "router/message/utf8.h"

namespace crosstown {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Beyond ASCII, everything counts as a letter or digit but these: punctuation, symbols, spaces and
// private use (UnicodeData.txt, categories P, S, Z, Co), and scripts without spaces. Blocks that
// are nothing else are taken whole.
constexpr std::array other_than_words{
    Range{0x80, 0xA9},        Range{0xAB, 0xB1},
    Range{0xB4, 0xB4},        Range{0xB6, 0xB8},
    Range{0xBB, 0xBB},        Range{0xBF, 0xBF},
    Range{0xD7, 0xD7},        Range{0xF7, 0xF7},
    Range{0x2C2, 0x2C5},      Range{0x2D2, 0x2DF},
    Range{0x37E, 0x37E},      Range{0x387, 0x387},
    Range{0x55A, 0x55F},      Range{0x589, 0x58F},
    Range{0x5BE, 0x5BE},      Range{0x5C0, 0x5C0},
    Range{0x5C3, 0x5C3},      Range{0x5F3, 0x60F},
    Range{0x61B, 0x61F},      Range{0x66A, 0x66D},
    Range{0x6D4, 0x6D4},      Range{0x700, 0x70F},
    Range{0x964, 0x965},      Range{0x970, 0x970},
    Range{0xDF4, 0xDF4},      Range{0xE00, 0xFFF},  // Thai, Lao, Tibetan
    Range{0x1000, 0x109F},                          // Burmese
    Range{0x10FB, 0x10FB},    Range{0x1360, 0x1368},
    Range{0x166D, 0x166E},    Range{0x1680, 0x1680},
    Range{0x1780, 0x17FF},  // Khmer
    Range{0x1800, 0x180A},    Range{0x2000, 0x206F},
    Range{0x20A0, 0x20CF},    Range{0x2100, 0x2101},
    Range{0x2190, 0x2BFF},    Range{0x2E00, 0x9FFF},  // CJK punctuation, kana, Han
    Range{0xE000, 0xFAFF},    Range{0xFD3E, 0xFD3F},
    Range{0xFE00, 0xFE1F},    Range{0xFE30, 0xFE6F},
    Range{0xFEFF, 0xFF0F},    Range{0xFF1A, 0xFF20},
    Range{0xFF3B, 0xFF40},    Range{0xFF5B, 0xFF9F},
    Range{0xFFE0, 0xFFFF},    Range{0x1D000, 0x1D24F},
    Range{0x1F000, 0x1FBFF},  Range{0x20000, 0x3FFFF},  // more Han
    Range{0xE0000, 0x10FFFF},
};

bool is_word_character(char32_t code) {
  if (code < 0x80) {
    return (code >= U'a' && code <= U'z') || (code >= U'A' && code <= U'Z') ||
           (code >= U'0' && code <= U'9');
  }
  const auto* const range = std::lower_bound(other_than_words.begin(), other_than_words.end(), code,
                                             [](const Range& r, char32_t c) { return r.last < c; });
  return range == other_than_words.end() || code < range->first;
}

}  // namespace

bool is_word_border(std::string_view text, std::size_t position) {
  const auto before = utf8::last(text.substr(0, position));
  const auto after = utf8::first(text.substr(position));
  return !before || !after || !is_word_character(before->code) || !is_word_character(after->code);
}

}  // namespace crosstown
