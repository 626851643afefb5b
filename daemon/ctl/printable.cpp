#include "daemon/ctl/printable.h"

#include <fmt/format.h>
#include <locale.h>
#include <simdjson.h>
#include <wchar.h>

#include <array>
#include <iterator>

#include "router/message/utf8.h"

namespace crosstown::ctl {
namespace {

bool turns_text_around(char32_t code) {
  return code == 0x61C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

bool breaks_line(char32_t code) { return code == 0x2028 || code == 0x2029; }

bool is_control(char32_t code) { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

bool is_unsafe(char32_t code) {
  return is_control(code) || turns_text_around(code) || breaks_line(code);
}

void append_visible(std::string& out, char32_t code) {
  const auto number = static_cast<std::uint32_t>(code);
  if (code == U'\n') {
    out += "\\n";
  } else if (code == U'\t') {
    out += "\\t";
  } else if (code < 0x80) {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", number);
  } else {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", number);
  }
}

std::string made_visible(std::string_view text, bool keep_layout) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto character = utf8::first(text);
    const std::size_t size = character ? character->bytes : 1;
    const bool layout = keep_layout && (text[0] == '\n' || text[0] == '\t');
    if (!character) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (is_unsafe(character->code) && !layout) {
      append_visible(out, character->code);
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  return out;
}

// wcwidth() goes by the thread's locale; C.UTF-8 is part of libc and always there.
class Utf8Locale {
 public:
  Utf8Locale() : previous_(::uselocale(utf8())) {}
  ~Utf8Locale() { ::uselocale(previous_); }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;
  }
  locale_t previous_;
};

}  // namespace

std::string visible(std::string_view text) { return made_visible(text, false); }

std::string visible_lines(std::string_view text) { return made_visible(text, true); }

std::string json_line(std::string_view json) {
  std::string packed(json.size(), '\0');
  std::size_t size = 0;
  if (simdjson::minify(json.data(), json.size(), packed.data(), size) != simdjson::SUCCESS)
    return {};
  packed.resize(size);
  std::string out;
  out.reserve(size);
  for (std::string_view rest = packed; !rest.empty();) {
    const auto character = utf8::first(rest);
    const std::size_t bytes = character ? character->bytes : 1;
    if (character && is_unsafe(character->code)) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}",
                     static_cast<std::uint32_t>(character->code));
    } else {
      out += rest.substr(0, bytes);
    }
    rest.remove_prefix(bytes);
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  const Utf8Locale locale;
  std::size_t width = 0;
  while (!text.empty()) {
    const auto character = utf8::first(text);
    const int columns = character ? ::wcwidth(static_cast<wchar_t>(character->code)) : 1;
    width += columns < 0 ? 1 : static_cast<std::size_t>(columns);
    text.remove_prefix(character ? character->bytes : 1);
  }
  return width;
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 5> units = {"KiB", "MiB", "GiB", "TiB", "PiB"};
  if (bytes < 1024) return fmt::format("{} B", bytes);
  double amount = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  while (amount >= 1023.95 && unit + 1 < units.size()) {
    amount /= 1024;
    ++unit;
  }
  return fmt::format("{:.1f} {}", amount, units[unit]);
}

std::string count_text(std::uint64_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

}  // namespace crosstown::ctl
