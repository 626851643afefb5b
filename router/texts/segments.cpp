#include "router/texts/segments.h"

#include <algorithm>

#include "router/message/utf8.h"

namespace crosstown {
namespace {

// Units of one message alone, and of each of several: a part carries a header that joins them.
struct Room {
  std::size_t alone;
  std::size_t part;
};
constexpr Room gsm7_room{160, 153};
constexpr Room ucs2_room{70, 67};

constexpr std::u32string_view basic =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ "
    U"!\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    U"abcdefghijklmnopqrstuvwxyzäöñüà";
// After an escape: two septets.
constexpr std::u32string_view extended = U"\f^{}\\[~]|€";

// 0: not in GSM-7.
std::size_t septets(char32_t code) {
  if (basic.find(code) != std::u32string_view::npos) return 1;
  return extended.find(code) != std::u32string_view::npos ? 2 : 0;
}

constexpr std::size_t utf16_units(char32_t code) { return code > 0xFFFF ? 2 : 1; }

// Parts are filled one by one: no character is ever split between two.
class Parts {
 public:
  explicit Parts(Room room) : room_(room) {}

  void add(std::size_t units) {
    all_ += units;
    if (used_ + units > room_.part) {
      ++full_;
      used_ = 0;
    }
    used_ += units;
  }
  [[nodiscard]] SmsSize size(bool gsm7) const {
    if (all_ == 0) return {gsm7, 0, 0};
    return {gsm7, all_, all_ <= room_.alone ? 1 : full_ + 1};
  }

 private:
  Room room_;
  std::size_t all_ = 0;
  std::size_t used_ = 0;
  std::size_t full_ = 0;
};

}  // namespace

SmsSize sms_size(std::string_view text) {
  Parts gsm7(gsm7_room);
  Parts ucs2(ucs2_room);
  bool all_gsm7 = true;
  while (!text.empty()) {
    const auto character = utf8::first(text);
    const char32_t code = character ? character->code : 0xFFFD;
    const std::size_t size = septets(code);
    all_gsm7 = all_gsm7 && size > 0;
    gsm7.add(size);
    ucs2.add(utf16_units(code));
    text.remove_prefix(character ? character->bytes : 1);
  }
  return all_gsm7 ? gsm7.size(true) : ucs2.size(false);
}

}  // namespace crosstown
