// Base64 with the standard alphabet and padding (RFC 4648 section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crosstown {

[[nodiscard]] std::string base64_encode(std::string_view bytes);

// Strict: nothing but the alphabet, padded, no white space. Empty text is empty bytes.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

}  // namespace crosstown
