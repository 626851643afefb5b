// The texts that residents see, by name, and the placeholders that each may hold.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace crosstown {

// In the order of text_kinds().
enum class TextId {
  receipt,
  emergency,
  status,
  status_with,
  status_opened,
  status_unknown,
  status_bad_number,
  help,
  opted_out,
  opted_in,
  greeting,
  open_hours,
  person_offer,
  receipt_closed,
  state_received,
  state_taken,
  state_in_progress,
  state_closed,
  hours_days,
  hours_span,
  hours_all_day,
  hours_closed,
  clock_morning,
  clock_afternoon,
  open_now,
  closed_now,
  closed_holiday,
  opens_today,
  opens_weekday,
  opens_date,
  monday,
  tuesday,
  wednesday,
  thursday,
  friday,
  saturday,
  sunday,
  mon,
  tue,
  wed,
  thu,
  fri,
  sat,
  sun,
  receipt_link,
  new_matter,
  requests_open,
  requests_more,
  requests_none,
  request_closed,
  track_title,
  track_label,
  track_button,
  track_status,
  track_type,
  track_queue,
  track_opened,
  track_changed,
  track_due,
  track_unknown,
  track_bad_number,
  track_wait,
  track_away,
  track_privacy,
  language_name,
};
inline constexpr std::size_t text_count = static_cast<std::size_t>(TextId::language_name) + 1;

struct TextKind {
  std::string_view name;  // the key under `texts:`
  // Without braces; unused ones are empty. A text must hold the first `required` of them.
  std::array<std::string_view, 3> placeholders;
  std::size_t required = 0;
  // A whole text message of its own: its length is worth a warning.
  bool sent_alone = false;
};

[[nodiscard]] const std::array<TextKind, text_count>& text_kinds();
[[nodiscard]] const TextKind& kind_of(TextId id);
[[nodiscard]] std::optional<TextId> text_id_from(std::string_view name);

}  // namespace crosstown
