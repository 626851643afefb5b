// A text as the words that it is found by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "router/answers/stemmer.h"

namespace crosstown {

// The words of folded text: runs of letters and digits, of any script; an apostrophe is no border,
// and left out ("what's" → "whats").
[[nodiscard]] std::vector<std::string> words_of(std::string_view folded);

// Words that say nothing about what is asked: the, is, please; el, por favor.
[[nodiscard]] bool is_stop_word(std::string_view word, Stemming stemming);

// Stems of the words of `folded` that are no stop words, each once, in order.
[[nodiscard]] std::vector<std::string> content_words(const std::vector<std::string>& words,
                                                     Stemming stemming);

}  // namespace crosstown
