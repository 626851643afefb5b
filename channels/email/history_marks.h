// How mail programs begin what is not the writer's own: one line, or a few, of a mail.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace crosstown::mail {

using Lines = std::span<const std::string_view>;  // without line ends

[[nodiscard]] std::string_view trimmed(std::string_view text);
[[nodiscard]] bool is_blank(std::string_view line);
[[nodiscard]] bool is_quoted(std::string_view line);  // ">", perhaps behind spaces

// "On … wrote:", "El … escribió:", over at most four lines: how many lines it takes at the front of
// `lines`, 0 if it does not stand there. An attribution that is followed by no ">" must have a date
// and look like a program's: people, too, write "wrote:".
[[nodiscard]] std::size_t attribution(Lines lines);

// Outlook's: "-----Original Message-----", or a block "From: … Sent: … To: … Subject: …" with the
// rule above it. What follows is history to the mail's end.
[[nodiscard]] bool begins_history(Lines lines);

// "---------- Forwarded message ---------", "Begin forwarded message:", "Mensaje reenviado".
[[nodiscard]] bool begins_forward(std::string_view line);

// A rule with a company's words about confidence below it, to the end.
[[nodiscard]] bool begins_disclaimer(Lines lines);
// ">From …" in a line of its own is what mailboxes' files do to "From …" (RFC 4155), no history.
[[nodiscard]] bool is_mangled_from(Lines lines, std::size_t at);
// "Sent from my iPhone", "Obtener Outlook para iOS".
[[nodiscard]] bool is_device_signature(std::string_view line);

// "Fwd: …", "FW: …", "RV: …"
[[nodiscard]] bool is_forward(std::string_view subject);

}  // namespace crosstown::mail
