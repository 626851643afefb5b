// How the daemon is: for load balancers, for Prometheus, for people.
#include "daemon/admin/calls.h"
#include "daemon/admin/gauges.h"
#include "daemon/admin/json_pages.h"

namespace crosstown::calls {

// Alive: this thread answers.
Answer healthz(const AdminParts& parts, Call) {
  co_return pages::health(parts.store.health(), now());
}

// Ready: a message can be kept now.
Answer readyz(const AdminParts& parts, Call) {
  const StoreHealth health = parts.store.health();
  http::Response response = pages::health(health, now());
  if (!health.ready) response.status = 503;
  co_return response;
}

Answer metrics(const AdminParts& parts, Call) {
  http::Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = parts.metrics.text(gauges(parts));
  co_return response;
}

Answer status(const AdminParts& parts, Call) {
  const auto city = parts.city.get();
  co_return pages::status(*city, parts.started, parts.store.health(), parts.quarantine.usage(),
                          parts.content.usage());
}

}  // namespace crosstown::calls
