// The skill's interaction model, built from what a city has: its kinds of issues, its streets, the
// questions of its answer book (Amazon's page "Interaction Model Schema"). Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crosstown::alexa {

// A value that a slot may take: what is usually said first, then other words for it.
struct ModelValue {
  std::string id;
  std::vector<std::string> names;
};

struct ModelInput {
  std::string invocation;  // "riverbend three one one": two words at least, in small letters
  std::vector<ModelValue> issues;
  std::vector<ModelValue> places;
  std::vector<ModelValue> questions;
};

// "en-US" and "es-US".
[[nodiscard]] std::span<const std::string_view> locales();

// The file interactionModels/custom/<locale>.json of a skill package. Empty: there is no such
// locale. What Amazon would refuse of a value (longer than 140 characters, said before) is left
// out; where a city has no values of a kind, common ones stand in, since a type must not be empty.
[[nodiscard]] std::optional<std::string> interaction_model(const ModelInput& input,
                                                           std::string_view locale);

// What people call the skill, as Amazon asks for it (its page "Choose the Invocation Name for a
// Custom Skill"); empty: it is fine. A sentence for the operator.
[[nodiscard]] std::optional<std::string> invocation_mistake(std::string_view name);

}  // namespace crosstown::alexa
