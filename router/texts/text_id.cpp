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
    {"receipt_closed", {"weekday", "date"}, 0, false},
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
    {"receipt_link", {"url"}, 1, false},
    {"new_matter", {}, 0, true},
    {"requests_open", {"requests"}, 1, false},
    {"requests_more", {"count"}, 1, false},
    {"requests_none", {}, 0, true},
    {"request_closed", {"tracking"}, 1, true},
    {"track_title", {}, 0, false},
    {"track_label", {}, 0, false},
    {"track_button", {}, 0, false},
    {"track_status", {}, 0, false},
    {"track_type", {}, 0, false},
    {"track_queue", {}, 0, false},
    {"track_opened", {}, 0, false},
    {"track_changed", {}, 0, false},
    {"track_due", {}, 0, false},
    {"track_unknown", {"tracking"}, 0, false},
    {"track_bad_number", {}, 0, false},
    {"track_wait", {}, 0, false},
    {"track_away", {}, 0, false},
    {"track_privacy", {}, 0, false},
    {"language_name", {}, 0, false},
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
