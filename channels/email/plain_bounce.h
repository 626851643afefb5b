// Bounces that are no report (RFC 3464) but words: those of qmail and of old Exims.
#pragma once

#include <optional>

#include "channels/email/mime.h"
#include "router/message/message.h"

namespace crosstown::mail {

// Empty: it is none.
[[nodiscard]] std::optional<Bounce> read_plain_bounce(const MimeMail& mail);

// The first id in the field Message-ID of a mail's head; lines end with LF.
[[nodiscard]] std::string message_id_of(std::string_view head);

}  // namespace crosstown::mail
