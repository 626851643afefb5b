#include "router/texts/words.h"

#include <array>
#include <utility>

namespace crosstown::words {
namespace {

constexpr std::array<std::pair<std::string_view, TextId>, 4> states{{
    {"received", TextId::state_received},
    {"taken", TextId::state_taken},
    {"in-progress", TextId::state_in_progress},
    {"closed", TextId::state_closed},
}};

// A state that this daemon does not know was written by a newer one: better its word than none.
std::string_view state_words(const Texts& texts, std::string_view language,
                             std::string_view state) {
  for (const auto& [known, id] : states) {
    if (known == state) return texts.text(language, id);
  }
  return state;
}

}  // namespace

std::string receipt(const Texts& texts, std::string_view language, std::string_view tracking) {
  return texts.filled(language, TextId::receipt, {{"tracking", tracking}});
}

std::string emergency(const Texts& texts, std::string_view language, std::string_view number,
                      std::string_view tracking) {
  return texts.filled(language, TextId::emergency, {{"number", number}, {"tracking", tracking}});
}

std::string status(const Texts& texts, std::string_view language, std::string_view tracking,
                   std::string_view state, std::string_view queue_name, std::string_view opened) {
  std::string text =
      texts.filled(language, TextId::status,
                   {{"tracking", tracking}, {"state", state_words(texts, language, state)}});
  if (!queue_name.empty())
    text += texts.filled(language, TextId::status_with, {{"queue", queue_name}});
  if (!opened.empty()) text += texts.filled(language, TextId::status_opened, {{"date", opened}});
  return text;
}

std::string status_unknown(const Texts& texts, std::string_view language,
                           std::string_view tracking) {
  return texts.filled(language, TextId::status_unknown, {{"tracking", tracking}});
}

std::string status_bad_number(const Texts& texts, std::string_view language) {
  return texts.filled(language, TextId::status_bad_number, {});
}

}  // namespace crosstown::words
