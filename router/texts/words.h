// The sentences that residents read, put together from the city's texts. `language` is BCP 47.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "router/texts/texts.h"

namespace crosstown::words {

[[nodiscard]] std::string receipt(const Texts& texts, std::string_view language,
                                  std::string_view tracking);
// A receipt with the address of its request's page. `one_message`: only if it is sent in no more
// text messages for that.
[[nodiscard]] std::string with_link(const Texts& texts, std::string_view language,
                                    std::string receipt, std::string_view url, bool one_message);
// What is said to a message that the tripwire caught. `number`: whom to call, "911".
[[nodiscard]] std::string emergency(const Texts& texts, std::string_view language,
                                    std::string_view number, std::string_view tracking);
// `state` as in the store; `queue_name` and `opened` may be empty: then nothing is said of them.
[[nodiscard]] std::string status(const Texts& texts, std::string_view language,
                                 std::string_view tracking, std::string_view state,
                                 std::string_view queue_name, std::string_view opened);
// A state as in the store, in words.
[[nodiscard]] std::string_view state(const Texts& texts, std::string_view language,
                                     std::string_view state);

struct OpenRequest {
  std::string tracking;
  std::string state;
};
// `count`: of all that are open, of which `newest` are some.
[[nodiscard]] std::string open_requests(const Texts& texts, std::string_view language,
                                        const std::vector<OpenRequest>& newest, std::size_t count);
[[nodiscard]] std::string request_closed(const Texts& texts, std::string_view language,
                                         std::string_view tracking);
[[nodiscard]] std::string status_unknown(const Texts& texts, std::string_view language,
                                         std::string_view tracking);
[[nodiscard]] std::string status_bad_number(const Texts& texts, std::string_view language);

}  // namespace crosstown::words
