#include <simdjson.h>

#include <ostream>

#include "daemon/ctl/commands.h"
#include "daemon/ctl/entries.h"
#include "daemon/ctl/printable.h"
#include "router/message/json.h"

namespace crosstown::ctl {

Exit reply(Session& session, const ReplyOptions& options) {
  for (const std::string* given : {&options.text, &options.language}) {
    if (!simdjson::validate_utf8(given->data(), given->size()))
      return session.fail(Exit::usage, "usage", "TEXT and options must be UTF-8");
  }
  if (!is_name(options.tracking)) return no_name(session, "tracking number", options.tracking);
  std::string body = R"({"text":)";
  json::append_string(body, options.text);
  if (!options.language.empty()) json::append_string(body += R"(,"language":)", options.language);
  body += '}';
  const auto answer =
      session.ask("POST", "/api/v1/requests/" + options.tracking + "/replies", body);
  if (!answer) return answer.error();
  if (session.json()) {
    session.print_json(answer->body);
    return Exit::done;
  }
  const JsonObject queued = answer->json.root();
  session.out() << "queued on " << visible(text_in(queued, "channel")) << ": "
                << visible(text_in(queued, "id")) << '\n';
  return Exit::done;
}

}  // namespace crosstown::ctl
