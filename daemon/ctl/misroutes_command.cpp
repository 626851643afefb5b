#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "daemon/ctl/commands.h"
#include "daemon/ctl/entries.h"
#include "daemon/ctl/printable.h"
#include "daemon/ctl/table.h"

namespace crosstown::ctl {
namespace {

// What one rule sent to one queue, and where people sent it from there.
struct Row {
  std::string rule;
  std::string from;
  std::uint64_t moved = 0;
  std::string to;  // "streets 12, parks 3"
};

// The worst first. The daemon's list has the most first, so that each row's queues are in order.
std::vector<Row> rows_of(const JsonObject& answer) {
  std::vector<Row> rows;
  for (const JsonObject& one : objects_in(answer, "moved")) {
    const std::string rule(text_in(one, "rule"));
    const std::string from(text_in(one, "from"));
    auto row = std::find_if(rows.begin(), rows.end(),
                            [&](const Row& r) { return r.rule == rule && r.from == from; });
    if (row == rows.end()) row = rows.insert(row, Row{rule, from, 0, {}});
    const std::uint64_t count = number_in(one, "count");
    row->moved += count;
    row->to += fmt::format("{}{} {}", row->to.empty() ? "" : ", ", text_in(one, "to"), count);
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.moved > b.moved; });
  return rows;
}

void print(std::ostream& out, const JsonObject& answer) {
  const std::string first = visible(text_in(answer, "first_day"));
  const std::string last = visible(text_in(answer, "last_day"));
  const auto rows = rows_of(answer);
  if (rows.empty()) {
    out << "Nobody moved anything from " << first << " to " << last << ".\n";
    return;
  }
  out << "Moved by people, " << first << " to " << last << ":\n";
  Table table({{"RULE"}, {"SENT TO"}, {"MOVED", Table::Align::right}, {"BY PEOPLE TO"}});
  for (const Row& row : rows) table.add({row.rule, row.from, std::to_string(row.moved), row.to});
  out << table.to_text();
}

}  // namespace

Exit misroutes(Session& session, const std::string& since) {
  if (!is_name(since)) return no_name(session, "time like 12h or 7d", since);
  return tell(session, "GET", "/api/v1/misroutes?since=" + since,
              [&](const JsonObject& answer) { print(session.out(), answer); });
}

}  // namespace crosstown::ctl
