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
  // Of the voice assistant.
  voice_welcome,
  voice_prompt,
  voice_help,
  voice_goodbye,
  voice_more,
  voice_all_right,
  voice_not_understood,
  voice_call_us,
  voice_unavailable,
  voice_emergency,
  voice_card_title,
  voice_ask_issue,
  voice_ask_place,
  voice_ask_description,
  voice_confirm_report,
  voice_confirm_details,
  voice_kept,
  voice_not_kept,
  voice_not_sent,
  voice_ask_first,
  voice_ask_middle,
  voice_ask_last,
  voice_bad_number,
  voice_status_unknown,
  voice_status_reply,
  voice_no_last,
  voice_ask_query,
  voice_no_answer,
  voice_no_hours,
  voice_ask_address,
  voice_no_address,
  voice_trash_day,
  voice_no_trash_day,
  voice_ask_remember,
  voice_remembered,
  voice_forgotten,
  voice_offer_call,
  voice_ask_phone,
  voice_bad_phone,
  voice_confirm_phone,
  voice_call_request,
  voice_call_kept,
  voice_offer_text,
  voice_ask_text_phone,
  voice_confirm_text,
  voice_text_noted,
  voice_text_not_noted,
  voice_text_declined,
  voice_answer_text,
  spoken_days,
  spoken_span,
};
inline constexpr std::size_t text_count = static_cast<std::size_t>(TextId::spoken_span) + 1;

struct TextKind {
  std::string_view name;  // the key under `texts:`
  // Without braces; unused ones are empty. A text must hold the first `required` of them.
  std::array<std::string_view, 3> placeholders;
  std::size_t required = 0;
  // A whole text message of its own: its length is worth a warning.
  bool sent_alone = false;
  // Said by the voice assistant alone. A language may go without: the city's first is spoken then.
  bool spoken = false;
};

[[nodiscard]] const std::array<TextKind, text_count>& text_kinds();
[[nodiscard]] const TextKind& kind_of(TextId id);
[[nodiscard]] std::optional<TextId> text_id_from(std::string_view name);

}  // namespace crosstown
