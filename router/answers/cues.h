// What the small words of a message tell: is something asked, or is something wrong? "When is trash
// picked up?" and "my trash was not picked up" have the same content.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "router/answers/stemmer.h"

namespace crosstown {

struct Cues {
  bool asks = false;       // "?", a question word, "can I", "looking for"
  bool complains = false;  // not, never, broken, again, "can you send"
};

// `words`: words_of(fold(text)).
[[nodiscard]] Cues cues_of(std::string_view text, const std::vector<std::string>& words,
                           Stemming stemming);

}  // namespace crosstown
