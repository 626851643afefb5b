// The functions behind routes.cpp, a file for each resource. Each answers one call, on the thread
// of its connection; blocking file calls go to AdminParts::disk.
#pragma once

#include <optional>
#include <string>

#include "daemon/admin/admin_parts.h"
#include "daemon/admin/route.h"

namespace crosstown::calls {

using Answer = boost::asio::awaitable<http::Response>;

// health_calls.cpp
[[nodiscard]] Answer healthz(const AdminParts& parts, Call call);
[[nodiscard]] Answer readyz(const AdminParts& parts, Call call);
[[nodiscard]] Answer metrics(const AdminParts& parts, Call call);
[[nodiscard]] Answer status(const AdminParts& parts, Call call);

// desk_calls.cpp
[[nodiscard]] Answer list_queues(const AdminParts& parts, Call call);
[[nodiscard]] Answer search_requests(const AdminParts& parts, Call call);
[[nodiscard]] Answer show_request(const AdminParts& parts, Call call);
[[nodiscard]] Answer change_request(const AdminParts& parts, Call call);
[[nodiscard]] Answer show_thread(const AdminParts& parts, Call call);
[[nodiscard]] Answer add_note(const AdminParts& parts, Call call);

// lease_calls.cpp
[[nodiscard]] Answer lease_next(const AdminParts& parts, Call call);
[[nodiscard]] Answer lease_request(const AdminParts& parts, Call call);
[[nodiscard]] Answer transfer_request(const AdminParts& parts, Call call);
[[nodiscard]] Answer ack_lease(const AdminParts& parts, Call call);
[[nodiscard]] Answer release_lease(const AdminParts& parts, Call call);
[[nodiscard]] Answer extend_lease(const AdminParts& parts, Call call);
[[nodiscard]] Answer transfer_lease(const AdminParts& parts, Call call);
[[nodiscard]] Answer fail_lease(const AdminParts& parts, Call call);

// call_taker_calls.cpp
[[nodiscard]] Answer enter_request(const AdminParts& parts, Call call);
[[nodiscard]] Answer search_answers(const AdminParts& parts, Call call);
[[nodiscard]] Answer show_resident(const AdminParts& parts, Call call);

// event_calls.cpp
[[nodiscard]] Answer events(const AdminParts& parts, Call call);

// content_calls.cpp
// Of one file, and of all that goes along with a reply: relays take mails of 25 MB, and base64
// makes a third more of it.
inline constexpr std::uint64_t most_content = 18 << 20;
[[nodiscard]] Answer add_content(const AdminParts& parts, Call call);
[[nodiscard]] Answer show_content(const AdminParts& parts, Call call);

// document_calls.cpp
[[nodiscard]] Answer openapi(const AdminParts& parts, Call call);

// console_calls.cpp
[[nodiscard]] Answer me(const AdminParts& parts, Call call);
[[nodiscard]] Answer stats(const AdminParts& parts, Call call);

// explain_calls.cpp
[[nodiscard]] Answer explain(const AdminParts& parts, Call call);

// reply_calls.cpp
[[nodiscard]] Answer send_reply(const AdminParts& parts, Call call);
// Queues a text to the resident of a request (canonical number), under the call's Idempotency-Key
// if it has one. Why not; empty: it is queued.
[[nodiscard]] boost::asio::awaitable<std::optional<http::Response>> send_text(
    const AdminParts& parts, const Call& call, std::string tracking, std::string text);

// quarantine_calls.cpp
[[nodiscard]] Answer list_quarantine(const AdminParts& parts, Call call);
[[nodiscard]] Answer show_quarantined(const AdminParts& parts, Call call);
[[nodiscard]] Answer drop_quarantined(const AdminParts& parts, Call call);
[[nodiscard]] Answer release_quarantined(const AdminParts& parts, Call call);

// dead_calls.cpp
[[nodiscard]] Answer list_dead(const AdminParts& parts, Call call);
[[nodiscard]] Answer show_dead(const AdminParts& parts, Call call);
[[nodiscard]] Answer replay_dead(const AdminParts& parts, Call call);
[[nodiscard]] Answer drop_dead(const AdminParts& parts, Call call);

// audit_calls.cpp
[[nodiscard]] Answer audit(const AdminParts& parts, Call call);

// history_calls.cpp
[[nodiscard]] Answer misroutes(const AdminParts& parts, Call call);
[[nodiscard]] Answer recorded(const AdminParts& parts, Call call);

// alexa_calls.cpp
[[nodiscard]] Answer alexa_model(const AdminParts& parts, Call call);

// operator_calls.cpp
[[nodiscard]] Answer reload(const AdminParts& parts, Call call);
[[nodiscard]] Answer make_sample(const AdminParts& parts, Call call);

}  // namespace crosstown::calls
