#include <ostream>

#include "daemon/ctl/commands.h"
#include "daemon/ctl/entries.h"

namespace crosstown::ctl {

Exit alexa_model(Session& session, const std::string& locale, const std::string& channel) {
  if (locale != "en-US" && locale != "es-US")
    return no_name(session, "locale: en-US or es-US is expected", locale);
  if (!channel.empty() && !is_name(channel)) return no_name(session, "name of a channel", channel);
  std::string target = "/api/v1/alexa-model?locale=" + locale;
  if (!channel.empty()) target += "&channel=" + channel;
  const auto answer = session.ask("GET", target);
  if (!answer) return answer.error();
  session.out() << answer->body << '\n';  // a file for Amazon's console, with --json or without
  return Exit::done;
}

}  // namespace crosstown::ctl
