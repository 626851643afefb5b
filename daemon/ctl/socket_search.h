// Where the control socket is when nobody says.
#pragma once

#include <string>
#include <vector>

namespace crosstown::ctl {

// The usual places, in the order they are looked at: the installed service's, then where a daemon
// puts it that is started by hand ($STATE_DIRECTORY, else `state` in the folder of its
// configuration, for which the current one is taken).
[[nodiscard]] std::vector<std::string> usual_sockets();

// The first of them that is there; when none is, the first.
[[nodiscard]] std::string first_socket_of(const std::vector<std::string>& places);

}  // namespace crosstown::ctl
