// Every address of the admin doors.
#include "daemon/admin/calls.h"
#include "daemon/admin/route.h"

namespace crosstown {

std::span<const Route> admin_routes() {
  using enum Role;
  using namespace calls;
  // clang-format off
  static constexpr Route routes[] = {
      {"GET",    "/healthz",                                   anyone,     healthz},
      {"GET",    "/readyz",                                    anyone,     readyz},
      {"GET",    "/metrics",                                   anyone,     metrics},

      {"GET",    "/api/v1/status",                             agent,      status},
      {"GET",    "/api/v1/requests/{tracking}",                agent,      show_request},

      {"POST",   "/api/v1/explain",                            agent,      explain},

      {"GET",    "/api/v1/quarantine",                         supervisor, list_quarantine},
      {"GET",    "/api/v1/quarantine/{channel}/{id}",          supervisor, show_quarantined},
      {"DELETE", "/api/v1/quarantine/{channel}/{id}",          supervisor, drop_quarantined},
      {"POST",   "/api/v1/quarantine/{channel}/{id}/release",  supervisor, release_quarantined},

      {"GET",    "/api/v1/dead",                               supervisor, list_dead},
      {"GET",    "/api/v1/dead/{id}",                          supervisor, show_dead},
      {"DELETE", "/api/v1/dead/{id}",                          supervisor, drop_dead},
      {"POST",   "/api/v1/dead/{id}/replay",                   supervisor, replay_dead},

      {"GET",    "/api/v1/audit",                              supervisor, audit},

      {"GET",    "/api/v1/misroutes",                          supervisor, misroutes},
      {"GET",    "/api/v1/recorded",                           admin,      recorded},

      {"POST",   "/api/v1/reload",                             admin,      reload},
      {"POST",   "/api/v1/sample",                             control,    make_sample},
  };
  // clang-format on
  return routes;
}

}  // namespace crosstown
