#include <ostream>

#include "daemon/ctl/commands.h"
#include "daemon/ctl/printable.h"

namespace crosstown::ctl {

Exit reload(Session& session) {
  const auto answer = session.ask("POST", "/api/v1/reload");
  if (!answer) return answer.error();
  if (session.json()) {
    session.print_json(answer->body);
    return Exit::done;
  }
  session.out() << "the new configuration is in force\n";
  for (const std::string_view note : texts_in(answer->json.root(), "notes")) {
    session.out() << "note: " << visible(note) << '\n';
  }
  return Exit::done;
}

}  // namespace crosstown::ctl
