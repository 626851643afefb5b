#include "daemon/ctl/entries.h"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/ctl/printable.h"

namespace crosstown::ctl {

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

Exit no_name(Session& session, std::string_view kind, std::string_view text) {
  return session.fail(Exit::usage, "usage", fmt::format("\"{}\" is no {}", visible(text), kind));
}

Exit for_each(const std::vector<std::string>& names,
              const std::function<Exit(const std::string& name)>& one) {
  Exit worst = Exit::done;
  for (const std::string& name : names) {
    const Exit exit = one(name);
    worst = std::max(worst, exit);
    if (exit == Exit::unreachable) break;
  }
  return worst;
}

Exit tell(Session& session, const std::string& method, const std::string& target,
          const std::function<void(const JsonObject& answer)>& print) {
  const auto answer = session.ask(method, target);
  if (!answer) return answer.error();
  if (session.json()) {
    session.print_json(answer->body);
  } else {
    print(answer->json.root());
  }
  return Exit::done;
}

}  // namespace crosstown::ctl
