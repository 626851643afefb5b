// What the city's own mail servers found out about a sender (RFC 8601). Everybody can write such a
// field, so only the topmost one that names a server of the city's counts: that server takes out
// those with its name that come from elsewhere (section 5).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "channels/email/mime.h"
#include "router/message/message.h"

namespace crosstown::mail {

// `trusted`: names of servers ("authserv-id"), compared without case. Verdicts as they are written
// there, in lower case: "pass", "fail", "softfail", "none" …; empty where nothing is said.
[[nodiscard]] SenderProof sender_proof(std::span<const Field> fields,
                                       std::span<const std::string> trusted);

}  // namespace crosstown::mail
