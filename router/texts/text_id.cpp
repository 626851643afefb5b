#include "router/texts/text_id.h"

#include <algorithm>

namespace crosstown {
namespace {

constexpr std::array<TextKind, text_count> kinds{{
    {"receipt", {"tracking"}, 1, true},
    {"emergency", {"number", "tracking"}, 1, true},
    {"status", {"tracking", "state"}, 2, false},
    {"status_with", {"queue"}, 1, false},
    {"status_opened", {"date"}, 1, false},
    {"status_unknown", {"tracking"}, 1, true},
    {"status_bad_number", {}, 0, true},
    {"help", {"city", "number"}, 0, true},
    {"opted_out", {"city"}, 0, true},
    {"opted_in", {"city"}, 0, true},
    {"greeting", {"number", "city"}, 1, true},
    {"open_hours", {"hours", "now"}, 1, false},
    {"person_offer", {}, 0, false},
    {"state_received", {}, 0, false},
    {"state_taken", {}, 0, false},
    {"state_in_progress", {}, 0, false},
    {"state_closed", {}, 0, false},
    {"hours_days", {"first", "last"}, 2, false},
    {"hours_span", {"from", "to"}, 2, false},
    {"hours_all_day", {}, 0, false},
    {"hours_closed", {}, 0, false},
    {"clock_morning", {"minute", "hour12", "hour24"}, 1, false},
    {"clock_afternoon", {"minute", "hour12", "hour24"}, 1, false},
    {"open_now", {}, 0, false},
    {"closed_now", {}, 0, false},
    {"closed_holiday", {"holiday"}, 1, false},
    {"opens_today", {"time"}, 1, false},
    {"opens_weekday", {"weekday", "time"}, 2, false},
    {"opens_date", {"date", "time"}, 2, false},
    {"monday", {}, 0, false},
    {"tuesday", {}, 0, false},
    {"wednesday", {}, 0, false},
    {"thursday", {}, 0, false},
    {"friday", {}, 0, false},
    {"saturday", {}, 0, false},
    {"sunday", {}, 0, false},
    {"mon", {}, 0, false},
    {"tue", {}, 0, false},
    {"wed", {}, 0, false},
    {"thu", {}, 0, false},
    {"fri", {}, 0, false},
    {"sat", {}, 0, false},
    {"sun", {}, 0, false},
    {"voice_welcome", {"city"}, 0, false, true},
    {"voice_prompt", {}, 0, false, true},
    {"voice_help", {"number"}, 1, false, true},
    {"voice_goodbye", {}, 0, false, true},
    {"voice_more", {}, 0, false, true},
    {"voice_all_right", {}, 0, false, true},
    {"voice_not_understood", {}, 0, false, true},
    {"voice_call_us", {"phone"}, 1, false, true},
    {"voice_unavailable", {}, 0, false, true},
    {"voice_emergency", {"number"}, 1, false, true},
    {"voice_card_title", {"city"}, 0, false, true},
    {"voice_ask_issue", {}, 0, false, true},
    {"voice_ask_place", {}, 0, false, true},
    {"voice_ask_description", {}, 0, false, true},
    {"voice_confirm_report", {"issue", "place"}, 2, false, true},
    {"voice_confirm_details", {"issue", "place", "description"}, 3, false, true},
    {"voice_kept", {"tracking"}, 1, false, true},
    {"voice_not_kept", {}, 0, false, true},
    {"voice_not_sent", {}, 0, false, true},
    {"voice_ask_first", {}, 0, false, true},
    {"voice_ask_middle", {}, 0, false, true},
    {"voice_ask_last", {}, 0, false, true},
    {"voice_bad_number", {}, 0, false, true},
    {"voice_status_unknown", {"tracking"}, 1, false, true},
    {"voice_status_reply", {"reply"}, 1, false, true},
    {"voice_no_last", {}, 0, false, true},
    {"voice_ask_query", {}, 0, false, true},
    {"voice_no_answer", {}, 0, false, true},
    {"voice_no_hours", {}, 0, false, true},
    {"voice_ask_address", {}, 0, false, true},
    {"voice_no_address", {}, 0, false, true},
    {"voice_trash_day", {"day", "address"}, 2, false, true},
    {"voice_no_trash_day", {}, 0, false, true},
    {"voice_ask_remember", {}, 0, false, true},
    {"voice_remembered", {}, 0, false, true},
    {"voice_forgotten", {}, 0, false, true},
    {"voice_offer_call", {"phone"}, 1, false, true},
    {"voice_ask_phone", {}, 0, false, true},
    {"voice_bad_phone", {}, 0, false, true},
    {"voice_confirm_phone", {"phone"}, 1, false, true},
    {"voice_call_request", {"phone"}, 1, false, true},
    {"voice_call_kept", {"tracking"}, 1, false, true},
    {"spoken_days", {"first", "last"}, 2, false, true},
    {"spoken_span", {"from", "to"}, 2, false, true},
}};
static_assert(!kinds.back().name.empty());

}  // namespace

const std::array<TextKind, text_count>& text_kinds() { return kinds; }

const TextKind& kind_of(TextId id) { return kinds[static_cast<std::size_t>(id)]; }

std::optional<TextId> text_id_from(std::string_view name) {
  const auto* found =
      std::find_if(kinds.begin(), kinds.end(), [&](const TextKind& k) { return k.name == name; });
  if (found == kinds.end()) return std::nullopt;
  return static_cast<TextId>(found - kinds.begin());
}

}  // namespace crosstown
