// Text inside an XML element.
#pragma once

#include <string>
#include <string_view>

namespace crosstown {

// Escapes & < > and leaves out the control characters that XML 1.0 cannot carry (section 2.2).
// `text` must be valid UTF-8.
void append_xml_text(std::string& out, std::string_view text);

}  // namespace crosstown
