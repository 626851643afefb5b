// format=flowed (RFC 3676): lines that a mail program broke are put together again.
#pragma once

#include <string>
#include <string_view>

namespace crosstown::mail {

// `text` with LF. `delete_space`: DelSp=yes.
[[nodiscard]] std::string unflow(std::string_view text, bool delete_space);

}  // namespace crosstown::mail
