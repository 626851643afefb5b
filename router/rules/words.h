// Every sentence that residents read, in every language that ships. Plain language; a text
// message's sentences stay within GSM-7 and one segment where they can.
#pragma once

#include <string>
#include <string_view>

namespace crosstown::words {

// `language` is BCP 47; only its primary subtag counts; a language that does not ship gives
// English.
[[nodiscard]] std::string receipt(std::string_view language, std::string_view tracking);
[[nodiscard]] std::string status(std::string_view language, std::string_view tracking,
                                 std::string_view state, std::string_view queue_name,
                                 std::string_view opened);
[[nodiscard]] std::string status_unknown(std::string_view language, std::string_view tracking);
[[nodiscard]] std::string status_bad_number(std::string_view language);
[[nodiscard]] bool ships(std::string_view language);

}  // namespace crosstown::words
