// What happens to requests, as it happens.
#include <fmt/format.h>

#include <ostream>

#include "daemon/ctl/commands.h"
#include "daemon/ctl/entries.h"
#include "daemon/ctl/event_stream.h"
#include "daemon/ctl/printable.h"

namespace crosstown::ctl {
namespace {

using namespace std::chrono_literals;

// The daemon ends a stream after 15 minutes; then we come back.
constexpr auto longest_stream = 20min;

std::string line_of(const JsonObject& of, std::string_view kind) {
  std::string line = fmt::format("{:<11}", kind);
  for (const std::string_view key :
       {"tracking", "queue", "type", "priority", "channel", "status", "by"}) {
    if (const auto text = text_in(of, key); !text.empty()) line += " " + visible(text);
  }
  return line;
}

void print_event(std::ostream& out, const JsonObject& event) {
  const std::string_view kind = text_in(event, "kind");
  if (kind != "received") {
    out << line_of(event, visible(kind)) << '\n';
    return;
  }
  for (const JsonObject& message : objects_in(event, "messages"))
    out << line_of(message, flag_in(message, "new_request") ? "received" : "follow-up") << '\n';
}

}  // namespace

Exit tail(Session& session, const TailOptions& options) {
  if (!options.queue.empty() && !is_name(options.queue))
    return no_name(session, "name of a queue", options.queue);
  std::string target = "/api/v1/events";
  if (!options.queue.empty()) target += "?queue=" + options.queue;
  EventStream events;
  std::uint64_t told = 0;
  const auto is_enough = [&] { return options.count > 0 && told >= options.count; };
  const auto tell_event = [&](std::string_view data) {
    const auto event = JsonDocument::parse(data);
    if (!event || is_enough()) return;
    ++told;
    if (session.json())
      session.print_json(data);
    else
      print_event(session.out(), event->root());
    session.out().flush();  // whoever pipes it sees it at once
  };
  while (!is_enough()) {
    const Exit exit =
        session.follow(target, events.last_id(), longest_stream, [&](std::string_view piece) {
          events.feed(piece, tell_event);
          return !is_enough() && session.out().good();
        });
    if (exit != Exit::done || !session.out().good()) return exit;
  }
  return Exit::done;
}

}  // namespace crosstown::ctl
