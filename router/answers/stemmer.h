// Words without their endings, so that "pickups", "picked up" and "picking up" meet. Light: it only
// has to treat a question and what is asked alike, not to find a root.
#pragma once

#include <string>
#include <string_view>

namespace crosstown {

// Which endings are known. Words of other languages are taken as they are.
enum class Stemming { none, english, spanish };
[[nodiscard]] Stemming stemming_of(std::string_view language);  // BCP 47

// `word`: one folded word. Only ASCII letters are ever taken off; a word of three letters or with a
// digit stays. Never empty unless `word` is.
[[nodiscard]] std::string stem(std::string_view word, Stemming stemming);

}  // namespace crosstown
