#include "channels/email/charset.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "router/message/utf8.h"

namespace crosstown::mail {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// 0x80 to 0x9F of windows-1252; 0: not assigned.
constexpr std::array<char16_t, 32> upper_controls = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append(std::string& out, char32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

}  // namespace

char32_t windows_1252(unsigned char byte) {
  if (byte < 0x80 || byte >= 0xA0) return byte;
  const char32_t code = upper_controls[byte - 0x80U];
  return code == 0 ? 0xFFFD : code;
}

namespace {

std::string from_windows_1252(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append(out, windows_1252(byte));
  }
  return out;
}

struct Utf8Look {
  bool valid = true;
  bool has_any = false;  // a character beyond ASCII
};

Utf8Look look_for_utf8(std::string_view text) {
  Utf8Look look;
  while (!text.empty()) {
    if ((text.front() & 0x80) == 0) {
      text.remove_prefix(1);
    } else if (const auto next = utf8::first(text)) {
      look.has_any = true;
      text.remove_prefix(next->bytes);
    } else {
      look.valid = false;
      text.remove_prefix(1);
    }
  }
  return look;
}

std::string lower(std::string_view name) {
  std::string out;
  for (const char c : name.substr(0, 40)) {
    if (c == '"' || c == ' ' || c == '\'') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
  }
  return out;
}

// What is written → what iconv knows it by. "1252" and "utf-8" are done here.
std::string known_as(std::string_view charset) {
  std::string name = lower(charset);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 24> aliases = {{
      {"utf8", "utf-8"},
      {"unicode-1-1-utf-8", "utf-8"},
      {"iso-8859-1", "1252"},
      {"iso8859-1", "1252"},
      {"iso_8859-1", "1252"},
      {"latin1", "1252"},
      {"windows-1252", "1252"},
      {"cp1252", "1252"},
      {"cp-1252", "1252"},
      {"iso-8859-8-i", "iso-8859-8"},  // RFC 1556: in the order of reading
      {"iso-8859-8-e", "iso-8859-8"},
      {"iso-8859-9", "windows-1254"},
      {"iso-8859-11", "windows-874"},
      {"tis-620", "windows-874"},
      {"gb2312", "gb18030"},
      {"gbk", "gb18030"},
      {"ks_c_5601-1987", "cp949"},
      {"euc-kr", "cp949"},
      {"shift_jis", "cp932"},
      {"shift-jis", "cp932"},
      {"x-sjis", "cp932"},
      {"big5", "big5-hkscs"},
      {"us-ascii", ""},
      {"ascii", ""},
  }};
  const auto* const found = std::find_if(aliases.begin(), aliases.end(),
                                         [&](const auto& each) { return each.first == name; });
  if (found != aliases.end()) return std::string(found->second);
  // iconv gives "/" and "," a meaning of their own.
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
           c == ':';
  });
  return plain ? name : std::string();
}

std::string guessed(std::string bytes) {
  const Utf8Look look = look_for_utf8(bytes);
  if (look.valid) return bytes;
  return from_windows_1252(bytes);
}

// Owns iconv's state.
class Converter {
 public:
  explicit Converter(const std::string& from)
      : state_(from.empty() ? broken : iconv_open("UTF-8", from.c_str())) {}
  ~Converter() {
    if (*this) iconv_close(state_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  explicit operator bool() const { return state_ != broken; }

  [[nodiscard]] std::string convert(std::string_view bytes) {
    std::string out;
    const std::size_t most = bytes.size() * 3 + 16;
    std::array<char, 4096> buffer;
    char* in = const_cast<char*>(bytes.data());
    std::size_t left = bytes.size();
    while (left > 0 && out.size() < most) {
      char* to = buffer.data();
      std::size_t room = buffer.size();
      const std::size_t result = iconv(state_, &in, &left, &to, &room);
      out.append(buffer.data(), buffer.size() - room);
      if (result != static_cast<std::size_t>(-1) || errno == E2BIG) continue;
      out += replacement;  // EILSEQ, or EINVAL at the end
      ++in;
      --left;
    }
    return out;
  }

 private:
  static inline const iconv_t broken = reinterpret_cast<iconv_t>(-1);
  iconv_t state_;
};

}  // namespace

std::string to_utf8(std::string bytes, std::string_view charset) {
  const std::string name = known_as(charset);
  if (name == "1252") return from_windows_1252(bytes);
  if (name == "utf-8") {
    const Utf8Look look = look_for_utf8(bytes);
    return look.valid || look.has_any ? bytes : from_windows_1252(bytes);
  }
  Converter converter(name);
  if (!converter) return guessed(std::move(bytes));
  return converter.convert(bytes);
}

}  // namespace crosstown::mail
