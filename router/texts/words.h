// The sentences that residents read, put together from the city's texts. `language` is BCP 47.
#pragma once

#include <string>
#include <string_view>

#include "router/texts/texts.h"

namespace crosstown::words {

[[nodiscard]] std::string receipt(const Texts& texts, std::string_view language,
                                  std::string_view tracking);
// What is said to a message that the tripwire caught. `number`: whom to call, "911".
[[nodiscard]] std::string emergency(const Texts& texts, std::string_view language,
                                    std::string_view number, std::string_view tracking);
// `state` as in the store; `queue_name` and `opened` may be empty: then nothing is said of them.
[[nodiscard]] std::string status(const Texts& texts, std::string_view language,
                                 std::string_view tracking, std::string_view state,
                                 std::string_view queue_name, std::string_view opened);
[[nodiscard]] std::string status_unknown(const Texts& texts, std::string_view language,
                                         std::string_view tracking);
[[nodiscard]] std::string status_bad_number(const Texts& texts, std::string_view language);

}  // namespace crosstown::words
