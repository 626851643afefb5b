// What Crosstown itself says in its languages.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "router/texts/text_id.h"

namespace crosstown {

struct ShippedLanguage {
  std::string_view tag;
  std::array<std::string_view, text_count> texts;  // by TextId
};

[[nodiscard]] std::span<const ShippedLanguage> shipped_languages();

}  // namespace crosstown
