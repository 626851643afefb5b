// Dead letters in JSON.
#pragma once

#include <string_view>
#include <vector>

#include "daemon/http/handler.h"
#include "router/store/dead_letters.h"

namespace crosstown::pages {

// `more`: there may be others behind the last of these.
[[nodiscard]] http::Response dead_list(const std::vector<DeadLetter>& letters, bool more);
[[nodiscard]] http::Response dead_letter(const DeadLetter& letter);

}  // namespace crosstown::pages
