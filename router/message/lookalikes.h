// Letters of other scripts that pass for Latin ones ("pоthole" with a Cyrillic о).
#pragma once

#include <string>

namespace crosstown {

// The Latin letter that a small Cyrillic or Greek one looks like, also by its capital; 0: none.
// From confusables.txt of Unicode Technical Standard 39, the letters that a phone's keyboard has.
[[nodiscard]] constexpr char latin_lookalike(char32_t code) {
  switch (code) {
    case 0x430:  // а
    case 0x3B1: return 'a';
    case 0x432:  // в, by its capital
    case 0x3B2: return 'b';
    case 0x441: return 'c';  // с
    case 0x501: return 'd';
    case 0x435:  // е
    case 0x3B5: return 'e';
    case 0x43D:  // н, by its capital
    case 0x4BB: return 'h';
    case 0x456:  // і
    case 0x3B9: return 'i';
    case 0x458: return 'j';  // ј
    case 0x43A:              // к
    case 0x3BA: return 'k';
    case 0x4CF: return 'l';  // ӏ
    case 0x43C: return 'm';  // м, by its capital
    case 0x43E:              // о
    case 0x3BF: return 'o';
    case 0x440:  // р
    case 0x3C1: return 'p';
    case 0x51B: return 'q';
    case 0x455: return 's';  // ѕ
    case 0x442:              // т, by its capital
    case 0x3C4: return 't';
    case 0x51D: return 'w';
    case 0x445:  // х
    case 0x3C7: return 'x';
    case 0x443:  // у
    case 0x4AF: return 'y';
    default: return 0;
  }
}

// In folded text: writes such letters as the Latin ones in words that have Latin letters, too.
// Words of one script stay as they are: Russian and Greek remain themselves. Never longer than
// before; linear.
void unmask_lookalikes(std::string& folded);

}  // namespace crosstown
