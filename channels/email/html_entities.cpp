#include "channels/email/html_entities.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <iterator>

#include "channels/email/charset.h"

namespace crosstown::mail {
namespace {

// U+00A0 to U+00FF, in order.
constexpr std::string_view latin_1[] = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",
    "copy",   "ordf",   "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn",
    "sup2",   "sup3",   "acute",  "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",
    "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde",
    "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave",
    "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde",
    "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",
    "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil",
    "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",   "eth",
    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave",
    "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};
static_assert(std::size(latin_1) == 96);

struct Named {
  std::string_view name;
  char32_t code;
};
constexpr Named others[] = {
    {"amp", '&'},       {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},
    {"ndash", 0x2013},  {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"sbquo", 0x201A},
    {"ldquo", 0x201C},  {"rdquo", 0x201D}, {"bdquo", 0x201E}, {"bull", 0x2022},  {"hellip", 0x2026},
    {"euro", 0x20AC},   {"trade", 0x2122}, {"larr", 0x2190},  {"rarr", 0x2192},  {"ensp", ' '},
    {"emsp", ' '},      {"thinsp", ' '},   {"zwnj", 0x200C},  {"zwj", 0x200D},   {"lsaquo", 0x2039},
    {"rsaquo", 0x203A}, {"OElig", 0x152},  {"oelig", 0x153},  {"check", 0x2713}, {"tilde", 0x2DC},
    {"circ", 0x2C6},    {"minus", 0x2212}};

char32_t named(std::string_view name) {
  for (const Named& each : others) {
    if (each.name == name) return each.code;
  }
  const auto* const found = std::find(std::begin(latin_1), std::end(latin_1), name);
  if (found == std::end(latin_1)) return 0;
  const auto code = 0xA0 + static_cast<char32_t>(found - std::begin(latin_1));
  return code == 0xA0 ? U' ' : code;  // a space that does not break is one all the same
}

void append_utf8(std::string& out, char32_t code) {
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
  const auto byte = [&out](char32_t value) { out += static_cast<char>(value); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | (code >> 6));
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | (code >> 12));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | (code >> 18));
    byte(0x80 | ((code >> 12) & 0x3F));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

constexpr std::size_t longest = 12;  // of all that is known, with "&" and ";"

std::size_t append_number(std::string& out, std::string_view text) {
  const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const std::string_view digits = text.substr(hex ? 3 : 2, longest);
  std::uint32_t code = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
  if (end == digits.data()) {
    out += '&';
    return 1;
  }
  if (error != std::errc{}) code = 0xFFFD;
  // HTML's standard has these mean what people wrote them for (section 13.2.5.80).
  if (code >= 0x80 && code < 0xA0) code = windows_1252(static_cast<unsigned char>(code));
  append_utf8(out, code == 0xA0 ? U' ' : char32_t{code});
  const auto length = static_cast<std::size_t>(end - text.data());
  return length < text.size() && text[length] == ';' ? length + 1 : length;
}

}  // namespace

std::size_t append_reference(std::string& out, std::string_view text) {
  if (text.size() > 1 && text[1] == '#') return append_number(out, text);
  const std::string_view front = text.substr(0, longest);
  const std::size_t end = front.find(';');
  const char32_t code = end == std::string_view::npos ? 0 : named(front.substr(1, end - 1));
  if (code == 0) {
    out += '&';
    return 1;
  }
  append_utf8(out, code);
  return end + 1;
}

std::string without_references(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text.front() == '&') {
      text.remove_prefix(append_reference(out, text));
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace crosstown::mail
