// What a resident says about their own requests as a whole: list them, begin another, close this
// one. Words of both shipped languages. Where it is doubtful nothing is recognised.
#pragma once

#include <string_view>

namespace crosstown::about_requests {

// `text`: folded words with one space between them. The whole of it.
[[nodiscard]] bool is_list(std::string_view text);
[[nodiscard]] bool is_anew(std::string_view text);

// The same, and politeness around it does not count. `folded` is the text before that: who asks
// ("is it fixed?") closes nothing.
[[nodiscard]] bool is_close(std::string_view text, std::string_view folded);

// "NEW: there is a pothole …", "NEW pothole on Main", "Nueva solicitud: …". `text` as it was
// written.
[[nodiscard]] bool begins_anew(std::string_view text);

}  // namespace crosstown::about_requests
