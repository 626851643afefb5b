// What a person wrote, apart from the history below it and the signature: as the mail programs of
// English and Spanish speakers write them.
#pragma once

#include <string>
#include <string_view>

namespace crosstown::mail {

struct Written {
  std::string text;       // the person's own words; a forwarded mail is among them
  std::string quoted;     // the history, with the line that introduces it
  std::string signature;  // "-- " and what follows, or "Sent from my iPhone"
};

// `text`: UTF-8 with LF. `subject` tells a forward ("Fwd:", "RV:") from an answer. Nothing is lost
// but white space at the ends of lines and around the parts: where it is in doubt whether words are
// the person's own, they are. Linear.
[[nodiscard]] Written split_text(std::string_view text, std::string_view subject);

}  // namespace crosstown::mail
