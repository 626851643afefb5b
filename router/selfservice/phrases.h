// The words that wishes are known by, in English and Spanish: folded, without apostrophes, words
// with one space between them (words_of in router/answers/tokens.h).
#pragma once

#include <string_view>

namespace crosstown::phrases {

// The whole text. Opt-out words: what 47 CFR 64.1200(a)(10) and the large gateways name, and
// Spanish.
[[nodiscard]] bool is_opt_out(std::string_view text);
[[nodiscard]] bool is_opt_in(std::string_view text);
[[nodiscard]] bool is_help(std::string_view text);
// One greeting or several: "hey good mornin", "hola buenas tardes".
[[nodiscard]] bool is_greeting(std::string_view text);
[[nodiscard]] bool is_person(std::string_view text);
// With or without a day of the week behind it; of holidays the answer book knows.
[[nodiscard]] bool is_hours(std::string_view text);

// Somewhere in the text, as whole words.
[[nodiscard]] bool wants_opt_out(std::string_view text);
[[nodiscard]] bool wants_person(std::string_view text);
// Something that a status alone does not answer: "closed but", "still", "no lo arreglaron".
[[nodiscard]] bool complains(std::string_view text);
// The word for status, or a way to ask how a request stands.
[[nodiscard]] bool asks_status(std::string_view text);

// What a tracking number is called, and nothing else: "folio", "case number".
[[nodiscard]] bool names_number(std::string_view text);

// Whether `phrase` stands in `text` between word borders (spaces, ends).
[[nodiscard]] bool holds(std::string_view text, std::string_view phrase);

}  // namespace crosstown::phrases
