// The operator's API in JSON: facts in, a response out. No store, no socket.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "channels/channel.h"
#include "daemon/city.h"
#include "daemon/http/handler.h"
#include "daemon/quarantine/quarantine.h"
#include "router/store/content/content_store.h"
#include "router/store/store.h"

namespace crosstown::pages {

[[nodiscard]] http::Response json(std::string body, int status = 200);
// A problem (RFC 9457). `code` is what programs go by, also as the member "error"; `text` is for
// people, also as the member "text".
[[nodiscard]] http::Response error(int status, std::string_view code, std::string_view text);

[[nodiscard]] http::Response health(const StoreHealth& health, Time now);
[[nodiscard]] http::Response status(
    const City& city, Time started, const StoreHealth& health,
    const std::map<std::string, QuarantineUsage, std::less<>>& quarantine,
    const ContentUsage& content);
[[nodiscard]] http::Response quarantine_list(const std::vector<QuarantineSummary>& entries);
[[nodiscard]] http::Response quarantined(const QuarantinedRequest& entry);
[[nodiscard]] http::Response released(const http::Response& answer);
[[nodiscard]] http::Response reloaded(bool applied, const std::vector<std::string>& problems);
[[nodiscard]] http::Response sample(std::string_view channel, std::string_view post_to,
                                    const SampleRequest& sample);

}  // namespace crosstown::pages
