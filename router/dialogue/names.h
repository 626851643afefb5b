// The names of what a dialogue is about, in its state, in messages and at the plain JSON door.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "router/dialogue/turn.h"

namespace crosstown::dialogue {

struct TopicName {
  Topic topic;
  std::string_view name;                    // "trash-day"
  std::span<const std::string_view> slots;  // in the order in which they are asked for
};

[[nodiscard]] std::span<const TopicName> topics();
[[nodiscard]] const TopicName& name_of(Topic topic);
[[nodiscard]] std::optional<Topic> topic_from(std::string_view name);
[[nodiscard]] bool has_slot(Topic topic, std::string_view slot);

[[nodiscard]] std::string_view to_text(Ask ask);
[[nodiscard]] std::optional<Ask> ask_from(std::string_view name);

}  // namespace crosstown::dialogue
