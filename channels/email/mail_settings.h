// What every mailbox's channel is told, whichever way its mail comes.
#pragma once

#include <string_view>

#include "channels/email/mail.h"
#include "router/config/reader.h"

namespace crosstown::mail {

// `addresses`, `trusted_servers`.
[[nodiscard]] MailSettings read_mail_settings(config::Section& channel);

// Whether it is one of `addresses`. Whatever stands behind a "+" in the local part is the sender's
// to choose; case means nothing.
[[nodiscard]] bool is_ours(const MailSettings& settings, std::string_view mailbox);

}  // namespace crosstown::mail
