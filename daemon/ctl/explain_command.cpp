#include <fmt/format.h>

#include <ostream>

#include "daemon/ctl/commands.h"
#include "daemon/ctl/printable.h"
#include "daemon/ctl/table.h"
#include "router/message/json.h"

namespace crosstown::ctl {
namespace {

std::string wish_of(const ExplainOptions& options) {
  std::string wish = "{";
  const auto append = [&](std::string_view name, std::string_view value) {
    if (value.empty() && name != "text") return;
    if (!wish.ends_with('{')) wish += ',';
    json::append_string(wish, name);
    wish += ':';
    json::append_string(wish, value);
  };
  append("text", options.text);
  append("channel", options.channel);
  append("from", options.from);
  append("language", options.language);
  return wish += '}';
}

std::string or_none(std::string_view text) { return text.empty() ? "none" : visible(text); }

void print_routing(std::ostream& out, const JsonObject& routing) {
  out << "queue         " << visible(text_in(routing, "queue")) << '\n'
      << "type          " << visible(text_in(routing, "type")) << ", "
      << visible(text_in(routing, "priority")) << ", tier " << number_in(routing, "tier") << '\n'
      << "due           " << or_none(text_in(routing, "due"))
      << (flag_in(routing, "after_hours") ? "; the queue is closed now\n" : "\n")
      << "rule          " << visible(text_in(routing, "rule")) << '\n';
  for (const std::string_view why : texts_in(routing, "why"))
    out << "              " << visible(why) << '\n';
}

void print_steps(std::ostream& out, const JsonObject& answer) {
  const auto steps = objects_in(answer, "steps");
  if (steps.empty()) return;
  Table table({{"RULE"}, {"WINS"}, {"WHY, OR WHY NOT"}});
  for (const JsonObject& step : steps) {
    table.add({std::string(text_in(step, "rule")), flag_in(step, "matched") ? "yes" : "-",
               std::string(text_in(step, "reason"))});
  }
  out << '\n' << table.to_text();
  if (const auto left_off = number_in(answer, "steps_left_off"); left_off > 0)
    out << "(" << left_off << " rules between the last two are left off)\n";
}

void print(std::ostream& out, const JsonObject& answer) {
  out << "channel       " << or_none(text_in(answer, "channel")) << " ("
      << visible(text_in(answer, "medium")) << ")\n"
      << "language      " << visible(text_in(answer, "language")) << " ("
      << visible(text_in(answer, "language_by")) << ")\n"
      << "tripwire      " << or_none(text_in(answer, "emergency")) << '\n'
      << "self-service  " << or_none(text_in(answer, "self_service")) << '\n'
      << "says          " << or_none(text_in(answer, "says")) << '\n'
      << "decided by    " << visible(text_in(answer, "decided_by")) << '\n';
  if (const auto routing = object_in(answer, "routing")) print_routing(out, *routing);
  print_steps(out, answer);
}

}  // namespace

Exit explain(Session& session, const ExplainOptions& options) {
  for (const std::string* given :
       {&options.text, &options.channel, &options.from, &options.language}) {
    if (!simdjson::validate_utf8(given->data(), given->size()))
      return session.fail(Exit::usage, "usage", "TEXT and options must be UTF-8");
  }
  const auto answer = session.ask("POST", "/api/v1/explain", wish_of(options));
  if (!answer) return answer.error();
  if (session.json())
    session.print_json(answer->body);
  else
    print(session.out(), answer->json.root());
  return Exit::done;
}

}  // namespace crosstown::ctl
