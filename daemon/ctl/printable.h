// Text from elsewhere, made fit for an operator's terminal. What residents and forgers write
// reaches this program as it was sent; a terminal obeys what it is shown. Escape sequences
// (ECMA-48, by C0 or C1), line breaks that forge a line of output and directional controls that
// turn text around (UAX #9) are therefore shown as what they are: \x1b, \u009b, \u202e. Bytes that
// are not UTF-8, too: \xff.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crosstown::ctl {

// For one line: line feeds and tabs are shown as \n and \t.
[[nodiscard]] std::string visible(std::string_view text);
// For a block of its own: line feeds and tabs stay.
[[nodiscard]] std::string visible_lines(std::string_view text);

// Valid JSON as one line: without white space between its tokens, and with the control characters
// that JSON lets pass unescaped (DEL, C1, directional) as \u escapes. The same value to any reader.
[[nodiscard]] std::string json_line(std::string_view json);

// Columns that a terminal needs for visible() text: 0 for combining marks, 2 for wide characters.
[[nodiscard]] std::size_t display_width(std::string_view text);

[[nodiscard]] std::string bytes_text(std::uint64_t bytes);  // "123 B", "4.5 MiB"
[[nodiscard]] std::string count_text(std::uint64_t count,
                                     std::string_view thing);  // "1 item", "0 items"

}  // namespace crosstown::ctl
