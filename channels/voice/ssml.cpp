#include "channels/voice/ssml.h"

#include "router/dialogue/speech.h"
#include "router/message/text.h"

namespace crosstown::alexa {
namespace {

using Kind = dialogue::SpeechPart::Kind;

constexpr std::string_view close = "</speak>";
constexpr std::size_t longest_escape = 6;  // "&quot;"

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      // XML has no control characters; a state that came back changed may bring some.
      default: out += c >= 0 && c < ' ' ? ' ' : c;
    }
  }
}

void append_digits(std::string& out, std::string_view kind, std::string_view text) {
  if (text.find_first_of("0123456789") == std::string_view::npos) return;
  out += "<say-as interpret-as=\"";
  out += kind;
  out += "\">";
  for (const char c : text) {
    if (c >= '0' && c <= '9') out += c;
  }
  out += "</say-as>";
}

}  // namespace

std::string ssml(std::string_view marked) {
  std::string out = "<speak>";
  for (const dialogue::SpeechPart& part : dialogue::parts_of(marked)) {
    std::string piece;
    if (part.kind == Kind::digits) {
      append_digits(piece, "digits", part.text);
    } else if (part.kind == Kind::telephone) {
      append_digits(piece, "telephone", part.text);
    } else {
      append_escaped(piece, part.text);
    }
    const std::size_t room = most_speech - close.size() - out.size();
    if (piece.size() > room) {
      // Each character of the text takes one escape at most.
      if (part.kind == Kind::words) append_escaped(out, cut(part.text, room / longest_escape));
      break;
    }
    out += piece;
  }
  return out += close;
}

}  // namespace crosstown::alexa
