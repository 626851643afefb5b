// The new file is read and judged with here and not in the daemon: it is the operator's, who may
// read it where the daemon may not, and the daemon's threads have residents to serve.
#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <ostream>

#include "daemon/config/rehearsal.h"
#include "daemon/ctl/commands.h"
#include "daemon/ctl/entries.h"
#include "daemon/ctl/printable.h"
#include "daemon/ctl/table.h"
#include "router/message/json.h"

namespace crosstown::ctl {
namespace {

using Page = boost::system::result<Answer, Exit>;

struct Rehearsed {
  RehearsalReport report;
  std::uint64_t gone = 0;  // requests whose first message is nowhere any more

  [[nodiscard]] std::uint64_t not_judged() const {
    return report.cut + report.no_channel + report.unreadable + gone;
  }
};

// Empty: it is wrong, and that has been told.
std::optional<Config> load(Session& session, const std::string& file) {
  config::Problems problems;
  auto config = load_config(file, problems);
  const auto wrong = config ? run_config_tests(*config) : problems.sorted();
  if (wrong.empty()) return config;
  std::string text = fmt::format("{} is not right, and nothing was rehearsed:", visible(file));
  for (const config::Problem& problem : wrong) text += '\n' + visible(to_text(problem));
  session.fail(Exit::refused, "bad_configuration", text);
  return std::nullopt;
}

// One page is judged while the next one is read.
boost::system::result<Rehearsed, Exit> rehearse_all(Session& session, const Config& config,
                                                    const std::string& since) {
  const auto read = [&session, &since](const std::string& from) {
    return session.ask("GET", fmt::format("/api/v1/recorded?since={}{}{}", since,
                                          from.empty() ? "" : "&from=", from));
  };
  Rehearsal rehearsal(config);
  Rehearsed all;
  Page page = read({});
  for (;;) {
    if (!page) return page.error();
    const JsonObject root = page->json.root();
    const std::string next(text_in(root, "next"));
    if (!next.empty() && !is_name(next))
      return session.fail(Exit::unreachable, "bad_answer", "the daemon's answer is not understood");
    std::future<Page> following;
    if (!next.empty()) following = std::async(std::launch::async, read, next);
    for (const std::string_view event : texts_in(root, "events")) rehearsal.add(event);
    all.gone += number_in(root, "gone");
    if (!following.valid()) break;
    page = following.get();
  }
  all.report = rehearsal.report();
  return all;
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
  json::append_string(out, name);
  out += ':';
  json::append_string(out, text);
}

std::string json_of(const RehearsalReport::Move& move) {
  std::string out = "{";
  append_member(out, "from", move.from);
  out += ',';
  append_member(out, "to", move.to);
  out += ',';
  append_member(out, "rule", move.rule);
  out += fmt::format(R"(,"count":{},"examples":[)", move.count);
  for (const auto& example : move.examples) {
    out += &example == &move.examples.front() ? "{" : ",{";
    append_member(out, "tracking", example.tracking);
    out += ',';
    append_member(out, "rule", example.rule);
    out += ',';
    append_member(out, "text", example.text);
    out += '}';
  }
  return out += "]}";
}

std::string json_of(const Rehearsed& all) {
  const RehearsalReport& report = all.report;
  std::string out = fmt::format(
      R"({{"judged":{},"stay":{},"changed":{},"moved":{},"not_judged":{{"cut":{},"no_channel":{},"unreadable":{},"gone":{}}},"moves":[)",
      report.judged(), report.stay, report.changed, report.moved, report.cut, report.no_channel,
      report.unreadable, all.gone);
  for (const auto& move : report.moves) {
    if (&move != &report.moves.front()) out += ',';
    out += json_of(move);
  }
  return out += "]}";
}

std::string destination(const RehearsalReport::Move& move) {
  return move.to.empty() ? "(answered by itself)" : move.to;
}

void print_not_judged(std::ostream& out, const Rehearsed& all) {
  if (all.not_judged() == 0) return;
  out << count_text(all.not_judged(), "message") << " could not be judged:\n";
  const auto tell = [&out](std::uint64_t count, std::string_view why) {
    if (count > 0) out << fmt::format("{:>8}  {}\n", count, why);
  };
  tell(all.report.cut, "the text is so long that only its beginning is recorded");
  tell(all.report.no_channel, "came by a channel that the new configuration does not have");
  tell(all.report.unreadable, "the record cannot be read");
  tell(all.gone, "the text is not in Redis any more");
}

void print(std::ostream& out, const std::string& file, const std::string& since,
           const Rehearsed& all) {
  const RehearsalReport& report = all.report;
  out << fmt::format("By {}, of {} that opened a request in the last {}:\n", visible(file),
                     count_text(report.judged(), "message"), since)
      << fmt::format("{:>8}  would go where they went\n", report.stay)
      << fmt::format("{:>8}  would stay in their queue, with another type or priority\n",
                     report.changed)
      << fmt::format("{:>8}  would move\n", report.moved);
  print_not_judged(out, all);
  if (report.moves.empty()) return;
  Table table({{"FROM"}, {"TO"}, {"MESSAGES", Table::Align::right}, {"BY THE RULE"}});
  for (const auto& move : report.moves)
    table.add({move.from, destination(move), std::to_string(move.count),
               move.rule.empty() ? "-" : move.rule});
  out << '\n' << table.to_text() << "\nExamples:\n";
  for (const auto& move : report.moves) {
    for (const auto& example : move.examples) {
      out << fmt::format("{}  {} ({}) -> {}: {}\n", visible(example.tracking), visible(move.from),
                         visible(example.rule), visible(destination(move)), visible(example.text));
    }
  }
}

}  // namespace

Exit rehearse(Session& session, const std::string& file, const std::string& since) {
  if (!is_name(since)) return no_name(session, "time like 12h or 7d", since);
  const auto config = load(session, file);
  if (!config) return Exit::refused;
  const auto all = rehearse_all(session, *config, since);
  if (!all) return all.error();
  if (session.json())
    session.print_json(json_of(*all));
  else
    print(session.out(), file, since, *all);
  return Exit::done;
}

}  // namespace crosstown::ctl
