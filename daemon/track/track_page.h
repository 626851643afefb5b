// The page on which residents look a request up: no scripts, nothing from elsewhere, and nothing
// that says who wrote or what.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "router/texts/texts.h"

namespace crosstown {

struct TrackView {
  enum class Outcome { form, found, unknown, bad_number, wait, away };
  Outcome outcome = Outcome::form;
  std::string_view city;      // its name
  std::string_view language;  // BCP 47
  std::string typed{};        // as it was typed, for the form
  std::string tracking{};     // canonical; not of form and bad_number
  bool in_path = false;       // how the number was said: links go back the same way
  // Of what was found:
  std::string state{};    // as in the store
  std::string type{};     // its name in `language`; this and what follows may be empty: not told
  std::string queue{};    // its name in `language`
  std::string opened{};   // "2026-11-22"
  std::string changed{};  // "2026-11-23"
  std::string due{};      // "2026-11-24"
};

// The whole document, well-formed as XML, too. `languages`: of the city, to change to.
[[nodiscard]] std::string track_page(const TrackView& view, const Texts& texts,
                                     const std::vector<std::string>& languages);

// Of the Content-Security-Policy header: the page's own style sheet by its hash, and nothing else.
[[nodiscard]] const std::string& track_page_policy();

}  // namespace crosstown
