#include "router/message/message.h"

#include <array>

#include "router/message/routing.h"

namespace crosstown {
namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 7> medium_words{"phone",           "sms", "chat",   "email",
                                                       "voice-assistant", "app", "walk-in"};
constexpr std::array<std::string_view, 3> priority_words{"urgent", "normal", "low"};

template <typename Enum, std::size_t size>
std::optional<Enum> find(const std::array<std::string_view, size>& words, std::string_view word) {
  for (std::size_t i = 0; i < size; ++i) {
    if (words[i] == word) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_text(Medium medium) { return medium_words[static_cast<std::size_t>(medium)]; }

std::optional<Medium> medium_from(std::string_view word) {
  return find<Medium>(medium_words, word);
}

std::string_view to_text(Priority priority) {
  return priority_words[static_cast<std::size_t>(priority)];
}

std::optional<Priority> priority_from(std::string_view word) {
  return find<Priority>(priority_words, word);
}

}  // namespace crosstown
