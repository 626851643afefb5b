// What waits, and one request: to look at, to pass on, to close.
#include <fmt/format.h>

#include <optional>
#include <ostream>

#include "daemon/ctl/commands.h"
#include "daemon/ctl/entries.h"
#include "daemon/ctl/printable.h"
#include "daemon/ctl/table.h"
#include "router/message/json.h"
#include "router/message/tracking.h"

namespace crosstown::ctl {
namespace {

std::string cell(const JsonObject& object, std::string_view key) {
  const std::string_view text = text_in(object, key);
  return text.empty() ? "-" : std::string(text);
}

// Of one priority: what waits, and what Redis workers have.
std::string entries_cell(const JsonObject& queue, std::string_view priority) {
  const auto entries = object_in(queue, priority);
  if (!entries) return "-";
  return fmt::format("{}{}", number_in(*entries, "waiting"), flag_in(*entries, "more") ? "+" : "");
}

std::uint64_t pending_in(const JsonObject& queue) {
  std::uint64_t pending = 0;
  for (const std::string_view priority : {"urgent", "normal", "low"}) {
    if (const auto entries = object_in(queue, priority)) pending += number_in(*entries, "pending");
  }
  return pending;
}

void print_queues(std::ostream& out, const JsonObject& answer) {
  constexpr auto right = Table::Align::right;
  Table table({{"QUEUE"},
               {"URGENT", right},
               {"NORMAL", right},
               {"LOW", right},
               {"AT WORKERS", right},
               {"RECEIVED", right},
               {"TAKEN", right},
               {"IN PROGRESS", right},
               {"OVERDUE", right},
               {"OLDEST"}});
  for (const JsonObject& queue : objects_in(answer, "queues")) {
    const auto count = [&](std::string_view key) { return std::to_string(number_in(queue, key)); };
    table.add({cell(queue, "queue"), entries_cell(queue, "urgent"), entries_cell(queue, "normal"),
               entries_cell(queue, "low"), std::to_string(pending_in(queue)), count("received"),
               count("taken"), count("in_progress"), count("overdue"), cell(queue, "oldest")});
  }
  out << table.to_text();
}

// A message's own words, or what the other kinds have to say.
std::string words_of(const JsonObject& item) {
  if (const auto event = object_in(item, "event")) {
    const auto data = object_in(*event, "data");
    return data ? std::string(text_in(*data, "text")) : std::string();
  }
  std::string words;
  for (const std::string_view key : {"status", "from", "to", "reason", "text"}) {
    const std::string_view text = text_in(item, key);
    if (text.empty()) continue;
    if (!words.empty()) words += key == "to" ? " → " : ": ";
    words += text;
  }
  return words;
}

void print_request(std::ostream& out, const JsonObject& request) {
  for (const std::string_view key : {"tracking", "status", "queue", "type", "priority", "channel",
                                     "opened", "due", "closed", "reason", "holder", "held_until"}) {
    if (const auto text = text_in(request, key); !text.empty())
      out << fmt::format("{:<10} ", key) << visible(text) << '\n';
  }
}

void print_thread(std::ostream& out, const JsonObject& thread) {
  Table table({{"KIND"}, {"BY"}, {"WHAT"}});
  for (const JsonObject& item : objects_in(thread, "items"))
    table.add({cell(item, "kind"), cell(item, "by"), words_of(item)});
  out << '\n' << table.to_text();
}

// Where the API has it; nothing: it is no number, and that is said.
std::optional<std::string> target_of(Session& session, const std::string& tracking) {
  const auto number = parse_tracking(tracking);
  if (number) return "/api/v1/requests/" + to_text(*number);
  (void)session.fail(
      Exit::usage, "usage",
      fmt::format("{} is not a tracking number: a digit is wrong or missing", visible(tracking)));
  return std::nullopt;
}

std::string object_of(const std::vector<std::pair<std::string_view, std::string_view>>& members) {
  std::string body = "{";
  for (const auto& [name, value] : members) {
    if (value.empty()) continue;
    if (body.size() > 1) body += ',';
    json::append_string(body, name);
    body += ':';
    json::append_string(body, value);
  }
  return body + "}";
}

Exit act(Session& session, const std::string& method, const std::string& target,
         const std::string& body, const std::string& done) {
  const auto answer = session.ask(method, target, body);
  if (!answer) return answer.error();
  if (session.json())
    session.print_json(answer->body);
  else
    session.out() << done << '\n';
  return Exit::done;
}

}  // namespace

Exit queues(Session& session) {
  return tell(session, "GET", "/api/v1/queues",
              [&](const JsonObject& answer) { print_queues(session.out(), answer); });
}

Exit request(Session& session, const std::string& tracking) {
  const auto target = target_of(session, tracking);
  if (!target) return Exit::usage;
  const Exit shown = tell(session, "GET", *target,
                          [&](const JsonObject& answer) { print_request(session.out(), answer); });
  if (shown != Exit::done) return shown;
  return tell(session, "GET", *target + "/thread",
              [&](const JsonObject& answer) { print_thread(session.out(), answer); });
}

Exit transfer(Session& session, const WorkOptions& options) {
  const auto target = target_of(session, options.tracking);
  if (!target) return Exit::usage;
  if (!is_name(options.queue)) return no_name(session, "name of a queue", options.queue);
  const std::string body = object_of({{"queue", options.queue}, {"reason", options.reason}});
  return act(session, "POST", *target + "/transfer", body,
             fmt::format("{} goes to {}", options.tracking, options.queue));
}

Exit close(Session& session, const WorkOptions& options) {
  const auto target = target_of(session, options.tracking);
  if (!target) return Exit::usage;
  const std::string body = object_of({{"status", "closed"}, {"reason", options.reason}});
  return act(session, "PATCH", *target, body, options.tracking + " is closed");
}

}  // namespace crosstown::ctl
