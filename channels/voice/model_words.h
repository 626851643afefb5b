// What the interaction model says in each language; of use in channels/voice/model*.cpp only.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace crosstown::alexa {

struct ModelSlot {
  std::string_view name;
  std::string_view type;
  std::string_view question;              // said while it is asked for
  std::vector<std::string_view> answers;  // ways to answer that
};

struct ModelIntent {
  std::string_view name;
  std::vector<ModelSlot> slots;
  std::vector<std::string_view> samples;
  std::string_view confirmation;  // empty: it is not confirmed
};

struct ModelLanguage {
  std::string_view locale;
  std::vector<ModelIntent> intents;  // our own
  // Where the city has none.
  std::vector<std::string_view> issues;
  std::vector<std::string_view> places;
  std::vector<std::string_view> questions;
};

[[nodiscard]] const std::vector<ModelLanguage>& model_languages();

}  // namespace crosstown::alexa
