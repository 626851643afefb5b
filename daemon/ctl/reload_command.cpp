#include <ostream>

#include "daemon/ctl/commands.h"

namespace crosstown::ctl {

Exit reload(Session& session) {
  const auto answer = session.ask("POST", "/api/v1/reload");
  if (!answer) return answer.error();
  if (session.json()) {
    session.print_json(answer->body);
    return Exit::done;
  }
  session.out() << "the new configuration is in force\n";
  return Exit::done;
}

}  // namespace crosstown::ctl
