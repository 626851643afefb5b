#include "tests/routing/judged_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "daemon/config/foresee.h"

namespace crosstown::routing {
namespace {

constexpr std::size_t columns = 8;

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, at);) parts.push_back(part);
  return parts;
}

[[noreturn]] void refuse(const std::string& line) {
  std::cerr << "docs/routing-table.tsv: not a row of the table: " << line << '\n';
  std::exit(1);
}

JudgedRow row_of(const std::string& line) {
  auto cells = split(line, '\t');
  cells.resize(columns);
  const auto medium = medium_from(cells[1]);
  if (!medium || cells[3].empty() || cells[4].empty()) refuse(line);
  JudgedRow row{cells[0], *medium,  cells[2], "", cells[3], split(cells[4], '|'),
                cells[5], cells[6], cells[7]};
  constexpr std::string_view begins = "Subject: ";
  constexpr std::string_view ends = " | ";
  if (const auto end = row.text.find(ends);
      row.text.starts_with(begins) && end != std::string::npos) {
    row.subject = row.text.substr(begins.size(), end - begins.size());
    row.text = row.text.substr(end + ends.size());
  }
  return row;
}

}  // namespace

std::vector<JudgedRow> read_judged_table() {
  std::ifstream in(SOURCE_DIR "/docs/routing-table.tsv");
  std::vector<JudgedRow> rows;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.starts_with('#') || line.starts_with("id\t")) continue;
    rows.push_back(row_of(line));
  }
  if (rows.empty()) refuse("(none)");
  return rows;
}

Verdict judge(const Judges& judges, const JudgedRow& row) {
  Message message;
  message.medium = row.medium;
  message.provider_id = row.id;
  message.subject = row.subject;
  message.text = row.text;
  prepare(message, judges);
  const Foreseen foreseen = foresee(message, judges, std::nullopt);
  Verdict verdict;
  verdict.language = message.language;
  if (const auto& routing = foreseen.routing) {
    verdict.came = routing->rule == emergency_rule ? "emergency" : routing->queue;
    verdict.priority = to_text(routing->priority);
    verdict.rule = routing->rule;
    verdict.why = fmt::format("{}", fmt::join(routing->why, "; "));
  } else {
    verdict.came = "self-service";
    verdict.why = foreseen.decision.words;
    const auto* answer = judges.self_service.answers.find(foreseen.decision.answer, Time{});
    if (answer) verdict.owner = answer->owner;
  }
  const auto expected = [&row](const std::string& word) {
    return std::find(row.queues.begin(), row.queues.end(), word) != row.queues.end();
  };
  verdict.right = expected(verdict.came) || expected(verdict.owner);
  return verdict;
}

}  // namespace crosstown::routing
