// What the commands about things that wait for an operator have in common: names that are safe in a
// target, and doing the same to several.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/ctl/session.h"

namespace crosstown::ctl {

// Names of channels and queues, and ids; so a target needs no percent-encoding, and none leads
// elsewhere.
[[nodiscard]] bool is_name(std::string_view text);

// Tells that `text` is no `kind`: a mistake in the command line.
Exit no_name(Session& session, std::string_view kind, std::string_view text);

// One that fails does not keep the next from its turn, unless the daemon is gone; the worst exit.
[[nodiscard]] Exit for_each(const std::vector<std::string>& names,
                            const std::function<Exit(const std::string& name)>& one);

// Asks, and prints the answer: as it is with --json, else by `print`.
Exit tell(Session& session, const std::string& method, const std::string& target,
          const std::function<void(const JsonObject& answer)>& print);

}  // namespace crosstown::ctl
