#include "router/dialogue/names.h"

#include <algorithm>
#include <array>

namespace crosstown::dialogue {
namespace {

using enum Topic;

// `type` is what the city calls the kind of issue, where the assistant recognised it.
constexpr std::string_view report_slots[] = {"issue", "place", "description", "phone", "type"};
constexpr std::string_view status_slots[] = {"first", "middle", "last"};
constexpr std::string_view question_slots[] = {"query"};
constexpr std::string_view address_slots[] = {"address"};
constexpr std::string_view person_slots[] = {"phone"};

constexpr std::array names{
    TopicName{none, "none", {}},
    TopicName{report, "report", report_slots},
    TopicName{status, "status", status_slots},
    TopicName{last_request, "last-request", {}},
    TopicName{question, "question", question_slots},
    TopicName{hours, "hours", {}},
    TopicName{trash_day, "trash-day", address_slots},
    TopicName{forget_address, "forget-address", {}},
    TopicName{person, "person", person_slots},
    TopicName{yes, "yes", {}},
    TopicName{no, "no", {}},
    TopicName{help, "help", {}},
    TopicName{repeat, "repeat", {}},
    TopicName{stop, "stop", {}},
    TopicName{fallback, "fallback", {}},
    TopicName{launch, "launch", {}},
};

constexpr bool in_order_of_topics() {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (static_cast<std::size_t>(names[i].topic) != i) return false;
  }
  return names.back().topic == launch;
}
static_assert(in_order_of_topics(), "name_of() finds a name by its topic");

constexpr std::array<std::string_view, 5> asks{"nothing", "slot", "confirm", "yes-no", "more"};

}  // namespace

std::span<const TopicName> topics() { return names; }

const TopicName& name_of(Topic topic) { return names[static_cast<std::size_t>(topic)]; }

std::optional<Topic> topic_from(std::string_view name) {
  const auto* const found = std::find_if(names.begin(), names.end(),
                                         [&](const TopicName& each) { return each.name == name; });
  if (found == names.end()) return std::nullopt;
  return found->topic;
}

bool has_slot(Topic topic, std::string_view slot) {
  const auto slots = name_of(topic).slots;
  return std::find(slots.begin(), slots.end(), slot) != slots.end();
}

std::string_view to_text(Ask ask) { return asks[static_cast<std::size_t>(ask)]; }

std::optional<Ask> ask_from(std::string_view name) {
  const auto* const found = std::find(asks.begin(), asks.end(), name);
  if (found == asks.end()) return std::nullopt;
  return static_cast<Ask>(found - asks.begin());
}

}  // namespace crosstown::dialogue
