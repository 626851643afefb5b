// The rules about single header values that Beast leaves to its user.
#pragma once

#include <string_view>

namespace crosstown::http {

// Without the optional whitespace (RFC 9110 section 5.6.3) at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

// RFC 9110 section 7.2: a uri-host with an optional port, nothing else; may be empty.
[[nodiscard]] bool valid_host(std::string_view value);

// RFC 9112 section 3.2: "/path?query" stays as it is, "*" is for OPTIONS only, and
// "http://host/path" is taken when it names the same host as the Host field. Empty: not acceptable.
[[nodiscard]] std::string_view origin_form(std::string_view target, std::string_view method,
                                           std::string_view host);

// What a Transfer-Encoding asks for: only a single "chunked" is spoken here.
enum class Coding { chunked, unknown, bad };
[[nodiscard]] Coding coding_of(std::string_view value);

// True when `line`, a request line that failed at its version, ends in a well-formed one that is
// not spoken here (so that the answer is 505, not 400).
[[nodiscard]] bool names_another_version(std::string_view line);

}  // namespace crosstown::http
