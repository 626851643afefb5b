// Where words begin and end, in text of any script.
#pragma once

#include <cstddef>
#include <string_view>

namespace crosstown {

// Whether a word may begin or end at `position` (in bytes) of valid UTF-8: true unless a letter or
// digit stands on either side. Scripts that write without spaces (Chinese, Japanese, Thai, Lao,
// Khmer, Burmese, Tibetan) have a border everywhere, since nothing shows where their words end.
[[nodiscard]] bool is_word_border(std::string_view text, std::size_t position);

}  // namespace crosstown
