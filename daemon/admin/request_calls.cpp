// Residents' service requests.
#include "daemon/admin/calls.h"
#include "daemon/admin/json_pages.h"
#include "router/message/tracking.h"

namespace crosstown::calls {

Answer show_request(const AdminParts& parts, Call call) {
  const auto number = parse_tracking(call.path("tracking"));
  if (!number)
    co_return pages::error(400, "bad_number",
                           "This is not a tracking number: a digit is wrong or missing.");
  const auto lookup = co_await parts.store.request(to_text(*number));
  if (!lookup.answered) co_return pages::error(503, "unavailable", "Redis does not answer.");
  if (!lookup.record) co_return pages::error(404, "not_found", "No request has this number.");
  co_return pages::request(*lookup.record);
}

}  // namespace crosstown::calls
