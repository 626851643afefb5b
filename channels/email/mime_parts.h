// The walk over a mail's parts. Of use in channels/email/mime*.cpp only.
#pragma once

#include <string>

#include "channels/email/gmime.h"
#include "channels/email/mime.h"

namespace crosstown::mail {

// Fills everything but the fields; sets `damaged` where a part could not be read.
void read_parts(MimeMail& mail, GMimeObject* top, const MimeLimits& limits);

[[nodiscard]] std::string with_lf(std::string text);  // CRLF and CR become LF

}  // namespace crosstown::mail
