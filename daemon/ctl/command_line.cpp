#include "daemon/ctl/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <chrono>
#include <exception>
#include <functional>
#include <ostream>

#include "daemon/ctl/command_help.h"
#include "daemon/ctl/commands.h"
#include "daemon/ctl/printable.h"
#include "daemon/ctl/socket_search.h"

namespace crosstown::ctl {
namespace {

constexpr double audit_timeout = 600;  // seconds

struct Wishes {
  SessionSettings settings;
  double timeout = 10;
  TextOptions text;
  ExplainOptions explain;
  std::string tracking;
  std::string channel;
  std::string entry;
  QuarantineSelection selection;
  DeadSelection letters;
  std::string queue;
  std::string day;
  std::string since = "7d";
  std::string file;
  std::function<Exit(Session&)> command;
};

std::string refuse_timeout(const std::string& text) {
  double seconds = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, seconds);
  const bool whole = read.ec == std::errc() && read.ptr == end;
  if (whole && seconds >= 0.001 && seconds <= 86400) return {};
  return text + " is not a number of seconds from 0.001 to 86400";
}

std::string mistake_text(const CLI::App*, const CLI::Error& error) {
  return "crosstownctl: " + visible(error.what()) + "\nWhat can be said: crosstownctl --help\n";
}

// Global options are understood before and after the command's name.
CLI::App* add_command(CLI::App& parent, const char* name, const char* description,
                      const char* help) {
  CLI::App* command = parent.add_subcommand(name, description);
  command->fallthrough();
  command->footer(help + std::string(*help ? "\n\n" : "") + help::elsewhere);
  return command;
}

void add_globals(CLI::App& app, Wishes& wishes) {
  app.set_version_flag("--version", "crosstownctl " CROSSTOWN_VERSION);
  app.add_option("--socket", wishes.settings.socket, "The daemon's control socket")
      ->type_name("PATH")
      ->envname("CROSSTOWN_CONTROL")
      ->default_str("the first there is of " + fmt::format("{}", fmt::join(usual_sockets(), ", ")));
  app.add_option("--timeout", wishes.timeout, "How long to wait for an answer")
      ->type_name("SECONDS")
      ->check(CLI::Validator(refuse_timeout, ""))
      ->capture_default_str();
  app.add_flag("--json", wishes.settings.json, "Print the daemon's answer as one line of JSON");
}

void add_text(CLI::App& app, Wishes& wishes) {
  CLI::App* command =
      add_command(app, "text", "Send a text as a resident would, and show the answer", help::text);
  command->add_option("TEXT", wishes.text.text, "What the resident writes")
      ->required()
      ->type_name("");
  command
      ->add_option("--channel", wishes.text.channel,
                   "Through this channel; else the first for texts")
      ->type_name("NAME");
  command->add_option("--from", wishes.text.from, "The resident's number")->type_name("NUMBER");
  command->callback([&] { wishes.command = [&](Session& s) { return text(s, wishes.text); }; });
}

void add_explain(CLI::App& app, Wishes& wishes) {
  CLI::App* command = add_command(
      app, "explain", "Tell where a text would go, and why; send nothing", help::explain);
  command->add_option("TEXT", wishes.explain.text, "What a resident might write")
      ->required()
      ->type_name("");
  command->add_option("--channel", wishes.explain.channel, "As if it came through this channel")
      ->type_name("NAME");
  command->add_option("--from", wishes.explain.from, "As if from this number or address")
      ->type_name("ADDRESS");
  command->add_option("--language", wishes.explain.language, "As if the channel had said so")
      ->type_name("TAG");
  command->callback(
      [&] { wishes.command = [&](Session& s) { return explain(s, wishes.explain); }; });
}

void add_status(CLI::App& app, Wishes& wishes) {
  CLI::App* command = add_command(
      app, "status", "Show the daemon's channels and store, or one request", help::status);
  command->add_option("TRACKING", wishes.tracking, "A tracking number: show this request")
      ->type_name("");
  command->callback(
      [&] { wishes.command = [&](Session& s) { return status(s, wishes.tracking); }; });
}

void add_reload(CLI::App& app, Wishes& wishes) {
  CLI::App* command =
      add_command(app, "reload", "Put the changed configuration file into force", help::reload);
  command->callback([&] { wishes.command = reload; });
}

void add_selection(CLI::App* command, Wishes& wishes) {
  command->add_option("ENTRY", wishes.selection.entries, "ID or CHANNEL/ID, as the list shows them")
      ->type_name("");
  command->add_option("--all", wishes.selection.all_of, "Every entry of this channel, oldest first")
      ->type_name("CHANNEL");
}

void add_quarantine(CLI::App& app, Wishes& wishes) {
  CLI::App* group = add_command(
      app, "quarantine", "What failed authentication: list, show, release, drop", help::quarantine);
  group->require_subcommand(0, 1);

  CLI::App* list = add_command(*group, "list", "List what is in quarantine", "");
  list->add_option("--channel", wishes.channel, "Of this channel only")->type_name("NAME");
  list->callback(
      [&] { wishes.command = [&](Session& s) { return quarantine_list(s, wishes.channel); }; });

  CLI::App* show = add_command(*group, "show", "Show one request as it came", "");
  show->add_option("ENTRY", wishes.entry, "ID or CHANNEL/ID, as the list shows them")
      ->required()
      ->type_name("");
  show->callback(
      [&] { wishes.command = [&](Session& s) { return quarantine_show(s, wishes.entry); }; });

  CLI::App* release = add_command(*group, "release", "Let requests in after all", help::release);
  add_selection(release, wishes);
  release->callback([&] {
    wishes.command = [&](Session& s) { return quarantine_release(s, wishes.selection); };
  });

  CLI::App* drop = add_command(*group, "drop", "Delete requests", help::drop);
  add_selection(drop, wishes);
  drop->callback(
      [&] { wishes.command = [&](Session& s) { return quarantine_drop(s, wishes.selection); }; });
}

void add_letters(CLI::App* command, Wishes& wishes) {
  command->add_option("ID", wishes.letters.entries, "As the list shows them")->type_name("");
  command->add_option("--all", wishes.letters.all_of, "Every one of this queue, oldest first")
      ->type_name("QUEUE");
}

void add_dead(CLI::App& app, Wishes& wishes) {
  CLI::App* group =
      add_command(app, "dead", "What could not be processed: list, show, replay, drop", help::dead);
  group->require_subcommand(0, 1);

  CLI::App* list = add_command(*group, "list", "List the dead letters", help::dead_list);
  list->callback([&] { wishes.command = dead_list; });

  CLI::App* show = add_command(*group, "show", "Show one, with what the resident wrote", "");
  show->add_option("ID", wishes.entry, "As the list shows it")->required()->type_name("");
  show->callback([&] { wishes.command = [&](Session& s) { return dead_show(s, wishes.entry); }; });

  CLI::App* replay = add_command(*group, "replay", "Put them back to work", help::replay);
  add_letters(replay, wishes);
  replay->add_option("--queue", wishes.queue, "To this queue instead of their own")
      ->type_name("NAME");
  replay->callback([&] {
    wishes.command = [&](Session& s) { return dead_replay(s, wishes.letters, wishes.queue); };
  });

  CLI::App* drop = add_command(*group, "drop", "Take them off the list", help::dead_drop);
  add_letters(drop, wishes);
  drop->callback(
      [&] { wishes.command = [&](Session& s) { return dead_drop(s, wishes.letters); }; });
}

void add_since(CLI::App* command, Wishes& wishes) {
  command->add_option("--since", wishes.since, "How far back, like 12h or 30d")
      ->type_name("TIME")
      ->capture_default_str();
}

void add_misroutes(CLI::App& app, Wishes& wishes) {
  CLI::App* command = add_command(
      app, "misroutes", "The rules whose messages people sent elsewhere", help::misroutes);
  add_since(command, wishes);
  command->callback(
      [&] { wishes.command = [&](Session& s) { return misroutes(s, wishes.since); }; });
}

void add_rehearse(CLI::App& app, Wishes& wishes) {
  CLI::App* command = add_command(
      app, "rehearse", "Show what a new configuration would send elsewhere", help::rehearse);
  command->add_option("FILE", wishes.file, "The new configuration")->required()->type_name("");
  add_since(command, wishes);
  command->callback(
      [&] { wishes.command = [&](Session& s) { return rehearse(s, wishes.file, wishes.since); }; });
}

void add_audit(CLI::App& app, Wishes& wishes) {
  CLI::App* command =
      add_command(app, "audit", "Compare what was accepted with what is there", help::audit);
  command->add_option("--day", wishes.day, "Of this day only")->type_name("YYYY-MM-DD");
  command->add_option("--channel", wishes.channel, "Of this channel only")->type_name("NAME");
  command->callback([&] {
    // It reads all there is; who wants to wait no longer says so.
    if (app.count("--timeout") == 0) wishes.timeout = audit_timeout;
    wishes.command = [&](Session& s) { return audit(s, wishes.day, wishes.channel); };
  });
}

int parse_and_run(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  CLI::App app("Operates a running crosstownd over its control socket.", "crosstownctl");
  Wishes wishes;
  // Not "at least one": that is missed before an unknown word is named.
  app.require_subcommand(0, 1);
  app.failure_message(mistake_text);
  app.footer(help::exit_codes);
  add_globals(app, wishes);
  add_text(app, wishes);
  add_explain(app, wishes);
  add_status(app, wishes);
  add_quarantine(app, wishes);
  add_dead(app, wishes);
  add_audit(app, wishes);
  add_misroutes(app, wishes);
  add_rehearse(app, wishes);
  add_reload(app, wishes);
  try {
    app.parse(argc, argv);
    if (!wishes.command) throw CLI::RequiredError("A command");
  } catch (const CLI::ParseError& error) {
    return static_cast<int>(app.exit(error, out, err) == 0 ? Exit::done : Exit::usage);
  }
  if (wishes.settings.socket.empty()) {
    wishes.settings.tried = usual_sockets();
    wishes.settings.socket = first_socket_of(wishes.settings.tried);
  }
  wishes.settings.timeout =
      std::chrono::milliseconds(static_cast<std::int64_t>(wishes.timeout * 1000));
  Session session(std::move(wishes.settings), out, err);
  return static_cast<int>(wishes.command(session));
}

}  // namespace

int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  try {
    const int exit = parse_and_run(argc, argv, out, err);
    out.flush();
    if (out) return exit;
    err << "crosstownctl: the output cannot be written\n";
  } catch (const std::exception& error) {  // memory, or a bug
    err << "crosstownctl: " << visible(error.what()) << '\n';
  }
  return static_cast<int>(Exit::refused);
}

}  // namespace crosstown::ctl
