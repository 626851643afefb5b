// The functions behind routes.cpp, a file for each resource. Each answers one call, on the thread
// of its connection; blocking file calls go to AdminParts::disk.
#pragma once

#include "daemon/admin/admin_parts.h"
#include "daemon/admin/route.h"

namespace crosstown::calls {

using Answer = boost::asio::awaitable<http::Response>;

// health_calls.cpp
[[nodiscard]] Answer healthz(const AdminParts& parts, Call call);
[[nodiscard]] Answer readyz(const AdminParts& parts, Call call);
[[nodiscard]] Answer metrics(const AdminParts& parts, Call call);
[[nodiscard]] Answer status(const AdminParts& parts, Call call);

// request_calls.cpp
[[nodiscard]] Answer show_request(const AdminParts& parts, Call call);

// explain_calls.cpp
[[nodiscard]] Answer explain(const AdminParts& parts, Call call);

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

// operator_calls.cpp
[[nodiscard]] Answer reload(const AdminParts& parts, Call call);
[[nodiscard]] Answer make_sample(const AdminParts& parts, Call call);

}  // namespace crosstown::calls
