#include "channels/http/xml.h"

namespace crosstown {

void append_xml_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      default: {
        const bool control = static_cast<unsigned char>(c) < 0x20;
        if (!control || c == '\t' || c == '\n' || c == '\r') out += c;
      }
    }
  }
}

}  // namespace crosstown
