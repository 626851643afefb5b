#include <fmt/format.h>

#include <array>
#include <ostream>

#include "daemon/ctl/commands.h"
#include "daemon/ctl/entries.h"
#include "daemon/ctl/printable.h"
#include "daemon/ctl/table.h"

namespace crosstown::ctl {
namespace {

std::string cell(const JsonObject& object, std::string_view key) {
  const std::string_view text = text_in(object, key);
  return text.empty() ? "-" : std::string(text);
}

// The daemon's sum may be below nought: more is there than was accepted.
std::string signed_in(const JsonObject& object, std::string_view key) {
  std::int64_t number = 0;
  if (object.at_key(key).get(number) != simdjson::SUCCESS) return "-";
  return std::to_string(number);
}

std::string rows_table(const JsonObject& report) {
  constexpr std::array<std::string_view, 6> counts = {"accepted",   "queued", "self_served",
                                                      "duplicates", "dead",   "spooled"};
  constexpr auto right = Table::Align::right;
  Table table({{"DAY"},
               {"CHANNEL"},
               {"ACCEPTED", right},
               {"QUEUED", right},
               {"SELF-SERVED", right},
               {"DUPLICATES", right},
               {"DEAD", right},
               {"SPOOLED", right},
               {"DIFFERENCE", right}});
  for (const JsonObject& row : objects_in(report, "rows")) {
    std::vector<std::string> cells = {cell(row, "day"), cell(row, "channel")};
    for (const std::string_view count : counts)
      cells.push_back(std::to_string(number_in(row, count)));
    cells.push_back(signed_in(row, "difference"));
    table.add(cells);
  }
  return table.to_text();
}

void print_differences(std::ostream& out, const JsonObject& report) {
  const auto named = objects_in(report, "differences");
  for (const JsonObject& one : named) {
    out << "  " << visible(cell(one, "tracking")) << ' ' << visible(cell(one, "provider_id")) << ' '
        << visible(cell(one, "channel")) << ": " << visible(cell(one, "problem")) << '\n';
  }
  const std::uint64_t total = number_in(report, "differences_total");
  if (total > named.size()) out << "  and " << total - named.size() << " more\n";
}

void print(std::ostream& out, const JsonObject& report) {
  out << rows_table(report) << '\n';
  print_differences(out, report);
  out << (flag_in(report, "balanced") ? "the books balance" : "THE BOOKS DO NOT BALANCE") << ": "
      << count_text(number_in(report, "examined"), "message") << " examined\n";
}

}  // namespace

Exit audit(Session& session, const std::string& day, const std::string& channel) {
  if (!day.empty() && !is_name(day))
    return no_name(session, "day: one like 2026-11-22 is expected", day);
  if (!channel.empty() && !is_name(channel)) return no_name(session, "name of a channel", channel);
  std::string target = "/api/v1/audit";
  if (!day.empty()) target += "?day=" + day;
  if (!channel.empty()) target += (day.empty() ? "?channel=" : "&channel=") + channel;
  const auto answer = session.ask("GET", target);
  if (!answer) return answer.error();
  const JsonObject report = answer->json.root();
  const bool balanced = flag_in(report, "balanced");
  if (session.json())
    session.print_json(answer->body);
  else
    print(session.out(), report);
  return balanced ? Exit::done : Exit::unbalanced;
}

}  // namespace crosstown::ctl
