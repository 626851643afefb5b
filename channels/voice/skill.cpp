#include "channels/voice/skill.h"

#include <algorithm>
#include <array>

namespace crosstown::alexa {
namespace {

using enum dialogue::Topic;

constexpr std::array names{
    IntentName{"ReportIssueIntent", report},
    IntentName{"CheckStatusIntent", status},
    IntentName{"LastRequestIntent", last_request},
    IntentName{"AskQuestionIntent", question},
    IntentName{"OfficeHoursIntent", hours},
    IntentName{"TrashDayIntent", trash_day},
    IntentName{"ForgetAddressIntent", forget_address},
    IntentName{"SpeakToPersonIntent", person},
    IntentName{"AMAZON.HelpIntent", help},
    IntentName{"AMAZON.StopIntent", stop},
    IntentName{"AMAZON.CancelIntent", stop},
    IntentName{"AMAZON.NavigateHomeIntent", stop},
    IntentName{"AMAZON.FallbackIntent", fallback},
    IntentName{"AMAZON.YesIntent", yes},
    IntentName{"AMAZON.NoIntent", no},
    IntentName{"AMAZON.RepeatIntent", repeat},
};

dialogue::Confirmation confirmation_of(const Intent& intent) {
  if (intent.confirmation == "CONFIRMED") return dialogue::Confirmation::confirmed;
  if (intent.confirmation == "DENIED") return dialogue::Confirmation::denied;
  return dialogue::Confirmation::none;
}

}  // namespace

std::span<const IntentName> intents() { return names; }

dialogue::Topic topic_of(std::string_view intent) {
  const auto* const found = std::find_if(
      names.begin(), names.end(), [&](const IntentName& each) { return each.name == intent; });
  return found == names.end() ? none : found->topic;
}

std::string_view intent_of(dialogue::Topic topic) {
  const auto* const found = std::find_if(names.begin(), names.end(), [&](const IntentName& each) {
    return each.topic == topic && !each.name.starts_with("AMAZON.");
  });
  return found == names.end() ? std::string_view() : found->name;
}

dialogue::Turn turn_of(const Envelope& envelope) {
  dialogue::Turn turn;
  turn.id = envelope.request_id;
  turn.user = envelope.user;
  turn.language = envelope.locale;
  turn.state = dialogue::state_of(envelope.attributes);
  if (envelope.type == "LaunchRequest") turn.topic = launch;
  if (!envelope.intent) return turn;
  turn.topic = topic_of(envelope.intent->name);
  turn.begins = envelope.dialog_state == "STARTED";
  turn.confirmation = confirmation_of(*envelope.intent);
  for (const Slot& slot : envelope.intent->slots) {
    if (!slot.value.empty()) turn.slots[slot.name] = slot.value;
    if (slot.name == "issue" && !slot.resolved.empty()) turn.slots["type"] = slot.resolved;
  }
  return turn;
}

}  // namespace crosstown::alexa
