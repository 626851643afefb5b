// Character references of HTML: "&eacute;", "&#233;", "&#xE9;".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crosstown::mail {

// Appends what the reference at the front of `text` (which begins with "&") stands for, and gives
// its length; an "&" that begins none stands for itself. The names of Latin-1, of typography and of
// XML are known; further ones stay as they are written.
std::size_t append_reference(std::string& out, std::string_view text);

// All references of an attribute's value.
[[nodiscard]] std::string without_references(std::string_view text);

}  // namespace crosstown::mail
