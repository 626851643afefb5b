// Every address of the admin doors.
#include "daemon/admin/calls.h"
#include "daemon/admin/route.h"
#include "daemon/console/console.h"

namespace crosstown {

std::span<const Route> admin_routes() {
  using enum Role;
  using namespace calls;
  // clang-format off
  static constexpr Route routes[] = {
      {"GET",    "/healthz",                                   anyone,     healthz},
      {"GET",    "/readyz",                                    anyone,     readyz},
      {"GET",    "/metrics",                                   anyone,     metrics},
      {"GET",    "/",                                          anyone,     console::page},
      {"GET",    "/console/{file}",                            anyone,     console::file},

      {"GET",    "/api/v1/status",                             agent,      status},
      {"GET",    "/api/v1/openapi.yaml",                       agent,      openapi},
      {"GET",    "/api/v1/me",                                 agent,      me},
      {"GET",    "/api/v1/stats",                              agent,      stats},

      {"GET",    "/api/v1/queues",                             agent,      list_queues},
      {"POST",   "/api/v1/queues/{queue}/lease",               agent,      lease_next},
      {"POST",   "/api/v1/leases/{lease}/ack",                 agent,      ack_lease},
      {"POST",   "/api/v1/leases/{lease}/release",             agent,      release_lease},
      {"POST",   "/api/v1/leases/{lease}/extend",              agent,      extend_lease},
      {"POST",   "/api/v1/leases/{lease}/transfer",            agent,      transfer_lease},
      {"POST",   "/api/v1/leases/{lease}/fail",                agent,      fail_lease},

      {"GET",    "/api/v1/requests",                           agent,      search_requests},
      {"POST",   "/api/v1/requests",                           agent,      enter_request},
      {"GET",    "/api/v1/requests/{tracking}",                agent,      show_request},
      {"PATCH",  "/api/v1/requests/{tracking}",                agent,      change_request},
      {"GET",    "/api/v1/requests/{tracking}/thread",         agent,      show_thread},
      {"POST",   "/api/v1/requests/{tracking}/notes",          agent,      add_note},
      {"POST",   "/api/v1/requests/{tracking}/replies",        agent,      send_reply},
      {"POST",   "/api/v1/requests/{tracking}/lease",          agent,      lease_request},
      {"POST",   "/api/v1/requests/{tracking}/transfer",       agent,      transfer_request},

      {"GET",    "/api/v1/answers",                            agent,      search_answers},
      {"GET",    "/api/v1/residents/{address}",                agent,      show_resident},
      {"GET",    "/api/v1/events",                             agent,      events},
      {"POST",   "/api/v1/content",                            agent,      add_content, most_content},
      {"GET",    "/api/v1/content/{id}",                       agent,      show_content},

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

      {"GET",    "/api/v1/alexa-model",                        supervisor, alexa_model},

      {"POST",   "/api/v1/reload",                             admin,      reload},
      {"POST",   "/api/v1/sample",                             control,    make_sample},
  };
  // clang-format on
  return routes;
}

}  // namespace crosstown
