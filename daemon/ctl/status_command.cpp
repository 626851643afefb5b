#include <fmt/format.h>

#include <array>
#include <ostream>

#include "daemon/ctl/commands.h"
#include "daemon/ctl/printable.h"
#include "daemon/ctl/table.h"
#include "router/message/tracking.h"

namespace crosstown::ctl {
namespace {

std::string cell(const JsonObject& object, std::string_view key) {
  const std::string_view text = text_in(object, key);
  return text.empty() ? "-" : std::string(text);
}

// A counter that this daemon does not have is not nought.
std::string count(const JsonObject& object, std::string_view key) {
  return object.at_key(key).is_uint64() ? std::to_string(number_in(object, key)) : "-";
}

std::string store_line(const JsonObject& store) {
  const std::string_view last = text_in(store, "last_accepted");
  const std::uint64_t waiting = number_in(store, "oldest_waiting_ms");
  std::string line = flag_in(store, "up") ? "up" : "DOWN";
  if (const auto trouble = text_in(store, "trouble"); !trouble.empty())
    line += ": " + visible(trouble);
  line += last.empty() ? ", nothing accepted yet" : ", last accepted " + visible(last);
  if (waiting > 0)
    line += fmt::format(", the oldest message waits {:.1f} s", double(waiting) / 1000);
  return line;
}

void print_store(std::ostream& out, const JsonObject& store) {
  out << "store       " << store_line(store) << '\n';
  for (const std::string_view warning : texts_in(store, "warnings"))
    out << "  warning   " << visible(warning) << '\n';
}

std::string content_line(const JsonObject& content) {
  std::string line = fmt::format("{}, {}", count_text(number_in(content, "items"), "item"),
                                 bytes_text(number_in(content, "bytes")));
  const std::uint64_t quota = number_in(content, "quota");
  return quota == 0 ? line : fmt::format("{} of {}", line, bytes_text(quota));
}

std::string quarantine_line(const JsonObject& quarantine) {
  std::string line;
  for (const auto& [channel, usage] : quarantine) {
    JsonObject numbers;
    if (usage.get(numbers) != simdjson::SUCCESS || number_in(numbers, "entries") == 0) continue;
    if (!line.empty()) line += "; ";
    line += fmt::format("{}: {}, {}", visible(channel),
                        count_text(number_in(numbers, "entries"), "request"),
                        bytes_text(number_in(numbers, "bytes")));
    if (const auto not_kept = number_in(numbers, "not_kept"); not_kept > 0) {
      line += fmt::format(", {} more not kept", not_kept);
    }
  }
  return line.empty() ? "empty" : line;
}

std::string list_line(const std::vector<std::string_view>& names) {
  std::string line;
  for (const std::string_view name : names) line += (line.empty() ? "" : ", ") + visible(name);
  return line.empty() ? "none" : line;
}

std::string channel_table(const JsonObject& root) {
  constexpr std::array<std::string_view, 7> counters = {
      "received", "accepted", "queued", "duplicates", "self_served", "refused", "quarantined"};
  constexpr auto right = Table::Align::right;
  Table table({{"CHANNEL"},
               {"ADAPTER"},
               {"MEDIUM"},
               {"RECEIVED", right},
               {"ACCEPTED", right},
               {"QUEUED", right},
               {"DUPLICATES", right},
               {"SELF-SERVED", right},
               {"REFUSED", right},
               {"QUARANTINED", right}});
  for (const JsonObject& channel : objects_in(root, "channels")) {
    std::vector<std::string> cells = {cell(channel, "name"), cell(channel, "adapter"),
                                      cell(channel, "medium")};
    for (const std::string_view counter : counters) cells.push_back(count(channel, counter));
    table.add(cells);
  }
  return table.to_text();
}

void print_daemon(std::ostream& out, const JsonObject& root) {
  out << visible(cell(root, "city")) << ": crosstownd " << visible(cell(root, "version"))
      << ", since " << visible(cell(root, "started")) << '\n';
  if (const auto store = object_in(root, "store")) print_store(out, *store);
  if (const auto content = object_in(root, "content")) {
    out << "content     " << content_line(*content) << '\n';
  }
  if (const auto quarantine = object_in(root, "quarantine")) {
    out << "quarantine  " << quarantine_line(*quarantine) << '\n';
  }
  out << "queues      " << list_line(texts_in(root, "queues")) << "\n\n" << channel_table(root);
}

void print_request(std::ostream& out, const JsonObject& request) {
  for (const std::string_view key :
       {"tracking", "status", "queue", "type", "priority", "channel", "opened"}) {
    out << fmt::format("{:<9} ", key) << visible(cell(request, key)) << '\n';
  }
}

}  // namespace

Exit status(Session& session, const std::string& tracking) {
  std::string target = "/api/v1/status";
  if (!tracking.empty()) {
    const auto number = parse_tracking(tracking);
    if (!number) {
      return session.fail(Exit::usage, "usage",
                          fmt::format("{} is not a tracking number: a digit is wrong or missing",
                                      visible(tracking)));
    }
    target = "/api/v1/requests/" + to_text(*number);
  }
  const auto answer = session.ask("GET", target);
  if (!answer) return answer.error();
  if (session.json()) {
    session.print_json(answer->body);
  } else if (tracking.empty()) {
    print_daemon(session.out(), answer->json.root());
  } else {
    print_request(session.out(), answer->json.root());
  }
  return Exit::done;
}

}  // namespace crosstown::ctl
