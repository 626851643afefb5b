// What a file is, by its first bytes: what a browser says about it is the sender's choice.
#pragma once

#include <string_view>

namespace crosstown::chat {

// A media type that residents may send, or empty. `bytes`: the whole file. Nothing that a browser
// would run is among them: no HTML, no SVG, no XML; text is UTF-8 without control characters.
[[nodiscard]] std::string_view sniffed_type(std::string_view bytes);

}  // namespace crosstown::chat
