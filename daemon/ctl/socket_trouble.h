// Why the control socket could not be connected to, and what to do about it, for a person.
#pragma once

#include <boost/system/error_code.hpp>
#include <string>
#include <vector>

namespace crosstown::ctl {

// A few sentences that name the path. Looks at the file system to say more than errno does.
// `tried`: the other places where a socket was looked for, when none was named; `path` may be one.
[[nodiscard]] std::string socket_trouble(const std::string& path,
                                         const boost::system::error_code& error,
                                         const std::vector<std::string>& tried = {});

}  // namespace crosstown::ctl
