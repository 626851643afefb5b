// A calendar in words for residents.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "router/hours/hours.h"
#include "router/texts/texts.h"

namespace crosstown::words {

// The week: "Mon–Fri 8:00 am–5:00 pm; Sat 9:00 am–12:00 pm". Days that are closed are left out.
[[nodiscard]] std::string hours(const Texts& texts, std::string_view language,
                                const HoursPlan& plan);

// "Open now.", "Closed now. Opens again Monday at 8:00 am.", "Closed today: Thanksgiving. Opens …".
[[nodiscard]] std::string open_now(const Texts& texts, std::string_view language,
                                   const Hours& hours, Time now);

// What a receipt ends with when nobody is there: " We are closed now and will answer by Tuesday.",
// or, where nothing is due, " Closed now. Opens again Monday at 8:00 am.".
[[nodiscard]] std::string closed_receipt(const Texts& texts, std::string_view language,
                                         const Hours& hours, Time now, std::optional<Time> due);

}  // namespace crosstown::words
