#include <fmt/format.h>

#include <ostream>

#include "daemon/ctl/commands.h"
#include "daemon/ctl/entries.h"
#include "daemon/ctl/printable.h"
#include "daemon/ctl/table.h"

namespace crosstown::ctl {
namespace {

using boost::system::result;

constexpr std::string_view api = "/api/v1/dead";
constexpr int page_size = 500;

std::string target_of(const std::string& id) { return fmt::format("{}/{}", api, id); }

Exit no_id(Session& session, std::string_view text) {
  return no_name(session, "dead letter: an id as the list shows it is expected", text);
}

// One page behind `after`, which is an id or empty.
result<Answer, Exit> ask_page(Session& session, const std::string& after) {
  std::string target = fmt::format("{}?limit={}", api, page_size);
  if (!after.empty()) target += "&after=" + after;
  return session.ask("GET", target);
}

// Calls `take` with each page, until there is no next one.
Exit for_each_page(Session& session, const std::function<void(const Answer& page)>& take) {
  for (std::string after;;) {
    const auto page = ask_page(session, after);
    if (!page) return page.error();
    take(*page);
    const std::string next(text_in(page->json.root(), "next"));
    if (!is_name(next) || next == after) return Exit::done;
    after = next;
  }
}

std::string cell(const JsonObject& letter, std::string_view key) {
  const std::string_view text = text_in(letter, key);
  return text.empty() ? "-" : std::string(text);
}

void print_letter(std::ostream& out, const JsonObject& letter) {
  for (const std::string_view key :
       {"id", "tracking", "channel", "queue", "priority", "type", "reason", "time"}) {
    out << fmt::format("{:<10} ", key) << visible(cell(letter, key)) << '\n';
  }
  out << fmt::format("{:<10} {}\n", "deliveries", number_in(letter, "deliveries"));
  const auto event = object_in(letter, "event");
  const auto data = event ? object_in(*event, "data") : std::nullopt;
  if (!data) return;
  const auto from = object_in(*data, "from");
  out << fmt::format("{:<10} ", "from") << visible(from ? cell(*from, "address") : "-") << "\n\n"
      << visible_lines(text_in(*data, "text")) << '\n';
}

result<std::vector<std::string>, Exit> ids_of(Session& session, const DeadSelection& selection) {
  if (selection.entries.empty() == selection.all_of.empty())
    return session.fail(Exit::usage, "usage", "either entries or --all QUEUE is expected");
  if (selection.all_of.empty()) return selection.entries;
  if (!is_name(selection.all_of)) return no_name(session, "name of a queue", selection.all_of);
  std::vector<std::string> ids;
  const Exit exit = for_each_page(session, [&](const Answer& page) {
    for (const JsonObject& letter : objects_in(page.json.root(), "entries")) {
      if (text_in(letter, "queue") == selection.all_of) ids.emplace_back(text_in(letter, "id"));
    }
  });
  if (exit != Exit::done) return exit;
  return ids;
}

Exit for_each_letter(Session& session, const DeadSelection& selection, const std::string& method,
                     const std::string& rest, std::string_view done) {
  const auto ids = ids_of(session, selection);
  if (!ids) return ids.error();
  return for_each(*ids, [&](const std::string& id) {
    if (!is_name(id)) return no_id(session, id);
    return tell(session, method, target_of(id) + rest,
                [&](const JsonObject&) { session.out() << done << ' ' << id << '\n'; });
  });
}

}  // namespace

Exit dead_list(Session& session) {
  Table table({{"ID"},
               {"TIME"},
               {"QUEUE"},
               {"CHANNEL"},
               {"TRACKING"},
               {"DELIVERIES", Table::Align::right},
               {"REASON"}});
  bool empty = true;
  const Exit exit = for_each_page(session, [&](const Answer& page) {
    if (session.json()) return session.print_json(page.body);
    for (const JsonObject& letter : objects_in(page.json.root(), "entries")) {
      empty = false;
      table.add({cell(letter, "id"), cell(letter, "time"), cell(letter, "queue"),
                 cell(letter, "channel"),
                 flag_in(letter, "damaged") ? "damaged" : cell(letter, "tracking"),
                 std::to_string(number_in(letter, "deliveries")), cell(letter, "reason")});
    }
  });
  if (exit == Exit::done && !session.json())
    session.out() << (empty ? "there are no dead letters\n" : table.to_text());
  return exit;
}

Exit dead_show(Session& session, const std::string& id) {
  if (!is_name(id)) return no_id(session, id);
  return tell(session, "GET", target_of(id),
              [&](const JsonObject& letter) { print_letter(session.out(), letter); });
}

Exit dead_replay(Session& session, const DeadSelection& selection, const std::string& queue) {
  if (!queue.empty() && !is_name(queue)) return no_name(session, "name of a queue", queue);
  const std::string rest = queue.empty() ? "/replay" : "/replay?queue=" + queue;
  return for_each_letter(session, selection, "POST", rest, "replayed");
}

Exit dead_drop(Session& session, const DeadSelection& selection) {
  return for_each_letter(session, selection, "DELETE", "", "dropped");
}

}  // namespace crosstown::ctl
