// Spanish avoids á, í, ó and ú: they are not in GSM-7, and one of them makes a text message twice
// as long (3GPP TS 23.038, section 6.2.1). Sentences are worded so that none is missed.
#include "router/rules/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crosstown::words {
namespace {

struct State {
  std::string_view state;  // as in the store
  std::string_view words;
};

struct Language {
  std::string_view tag;
  std::string_view receipt;  // {0}: tracking number
  std::array<State, 4> states;
  std::string_view status;  // {0}: tracking number, {1}: state
  std::string_view with;    // {0}: queue
  std::string_view opened;  // {0}: date
  std::string_view status_unknown;
  std::string_view status_bad_number;
};

constexpr std::array<Language, 2> languages{{
    {"en",
     "Thanks, your request is {0}. To ask how it stands, send STATUS {0}.",
     {{{"received", "received"},
       {"taken", "taken on"},
       {"in-progress", "in progress"},
       {"closed", "closed"}}},
     "Request {0} is {1}.",
     " It is with {0}.",
     " It was opened on {0}.",
     "We have no request {0}. Please check the number and send it again.",
     "That number does not look right. Please check its digits and send STATUS and the number "
     "again."},
    {"es",
     "Gracias. El folio de su solicitud es {0}. Para saber su estado, mande ESTADO {0}.",
     {{{"received", "recibida"},
       {"taken", "asignada"},
       {"in-progress", "en proceso"},
       {"closed", "cerrada"}}},
     "Su solicitud {0}: {1}.",
     " La atiende {0}.",
     " Fue abierta el {0}.",
     "No tenemos ninguna solicitud con el folio {0}. Por favor, compruebe las cifras y mande el "
     "folio otra vez.",
     "Ese folio no parece correcto. Por favor, compruebe las cifras y mande ESTADO y el folio otra "
     "vez."},
}};

std::string_view primary_subtag(std::string_view tag) {
  return tag.substr(0, tag.find_first_of("-_"));
}

bool same_word(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

const Language* find(std::string_view language) {
  const auto tag = primary_subtag(language);
  const auto found = std::find_if(languages.begin(), languages.end(),
                                  [&](const Language& l) { return same_word(l.tag, tag); });
  return found == languages.end() ? nullptr : &*found;
}

const Language& language_or_english(std::string_view language) {
  const auto* found = find(language);
  return found == nullptr ? languages.front() : *found;
}

// A state that this daemon does not know was written by a newer one: better its word than none.
std::string_view state_words(const Language& in, std::string_view state) {
  const auto found = std::find_if(in.states.begin(), in.states.end(),
                                  [&](const State& s) { return s.state == state; });
  return found == in.states.end() ? state : found->words;
}

}  // namespace

std::string receipt(std::string_view language, std::string_view tracking) {
  return fmt::format(fmt::runtime(language_or_english(language).receipt), tracking);
}

std::string status(std::string_view language, std::string_view tracking, std::string_view state,
                   std::string_view queue_name, std::string_view opened) {
  const Language& in = language_or_english(language);
  std::string text = fmt::format(fmt::runtime(in.status), tracking, state_words(in, state));
  if (!queue_name.empty()) text += fmt::format(fmt::runtime(in.with), queue_name);
  if (!opened.empty()) text += fmt::format(fmt::runtime(in.opened), opened);
  return text;
}

std::string status_unknown(std::string_view language, std::string_view tracking) {
  return fmt::format(fmt::runtime(language_or_english(language).status_unknown), tracking);
}

std::string status_bad_number(std::string_view language) {
  return std::string(language_or_english(language).status_bad_number);
}

bool ships(std::string_view language) { return find(language) != nullptr; }

}  // namespace crosstown::words
