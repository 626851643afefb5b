// Who asks at an admin door, and what they may do.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/city.h"
#include "daemon/http/handler.h"

namespace crosstown {

// Each may do what those before it may. `control`: whoever the control socket lets in; what only it
// may do needs this machine, and not only a token.
enum class Role { anyone, agent, supervisor, admin, control };

// "agent", "supervisor" or "admin", as in the configuration; else `anyone`.
[[nodiscard]] Role role_named(std::string_view name);

struct Asker {
  Role role = Role::anyone;
  std::string by;  // for the log: "token:desk-1", "uid:1000"
};

// The holder of a bearer token (RFC 6750 section 2.1); empty: nobody's.
[[nodiscard]] std::optional<Asker> holder_of(std::string_view authorization, const City& city);

// A page on another site can make a browser call us under a name that it points here (DNS
// rebinding); it cannot make the browser call us by a name that is really ours.
[[nodiscard]] bool host_is_ours(std::string_view host, const City& city);

// Whom the control socket serves: root, the daemon's own user, and members of the group of the
// socket's file as long as its mode lets the group in. Asked for each request, because an operator
// may change group and mode while the daemon runs. Not there: the first two only.
[[nodiscard]] bool may_control(const http::Peer& peer, const std::string& socket_path);

}  // namespace crosstown
