#include "channels/chat/sniff.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

namespace crosstown::chat {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::string_view begin;
  std::size_t at;
  std::string_view then;  // at that place, too
  std::string_view type;
};

// https://mimesniff.spec.whatwg.org/ sections 6.1 and 7.1; HEIF by its brand (ISO/IEC 14496-12,
// section 4.3; ISO/IEC 23008-12, annex B).
constexpr std::array signatures{
    Signature{"\xFF\xD8\xFF"sv, 0, "", "image/jpeg"},
    Signature{"\x89PNG\r\n\x1A\n"sv, 0, "", "image/png"},
    Signature{"GIF87a"sv, 0, "", "image/gif"},
    Signature{"GIF89a"sv, 0, "", "image/gif"},
    Signature{"RIFF"sv, 8, "WEBPVP", "image/webp"},
    Signature{"\0\0\0"sv, 4, "ftypheic", "image/heic"},
    Signature{"\0\0\0"sv, 4, "ftypheix", "image/heic"},
    Signature{"\0\0\0"sv, 4, "ftypmif1", "image/heic"},
    Signature{"%PDF-"sv, 0, "", "application/pdf"},
};

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
}

// A browser that was told nothing would find markup by its first character.
bool is_plain_text(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const auto first = bytes.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || bytes[first] == '<') return false;
  return std::none_of(bytes.begin(), bytes.end(), is_control) &&
         simdjson::validate_utf8(bytes.data(), bytes.size());
}

}  // namespace

std::string_view sniffed_type(std::string_view bytes) {
  for (const Signature& one : signatures) {
    if (bytes.starts_with(one.begin) &&
        bytes.substr(std::min(one.at, bytes.size())).starts_with(one.then))
      return one.type;
  }
  return is_plain_text(bytes) ? "text/plain" : "";
}

}  // namespace crosstown::chat
