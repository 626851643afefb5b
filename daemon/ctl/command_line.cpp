#include "daemon/ctl/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <chrono>
#include <exception>
#include <ostream>

#include "daemon/ctl/command_help.h"
#include "daemon/ctl/printable.h"
#include "daemon/ctl/socket_search.h"
#include "daemon/ctl/wishes.h"

namespace crosstown::ctl {
namespace {

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

void add_reply(CLI::App& app, Wishes& wishes) {
  CLI::App* command =
      add_command(app, "reply", "Send a reply to a request's resident", help::reply);
  command->add_option("TRACKING", wishes.reply.tracking, "The request's number")
      ->required()
      ->type_name("");
  command->add_option("TEXT", wishes.reply.text, "What the resident reads")
      ->required()
      ->type_name("");
  command->add_option("--language", wishes.reply.language, "Of the text; else the conversation's")
      ->type_name("TAG");
  command->callback([&] { wishes.command = [&](Session& s) { return reply(s, wishes.reply); }; });
}

void add_queues(CLI::App& app, Wishes& wishes) {
  CLI::App* command = add_command(app, "queues", "Show how full each queue is", help::queues);
  command->callback([&] { wishes.command = queues; });
}

CLI::App* add_about_request(CLI::App& app, Wishes& wishes, const char* name,
                            const char* description, const char* help) {
  CLI::App* command = add_command(app, name, description, help);
  command->add_option("TRACKING", wishes.work.tracking, "The request's tracking number")
      ->required()
      ->type_name("");
  return command;
}

void add_reason(CLI::App* command, Wishes& wishes) {
  command->add_option("--reason", wishes.work.reason, "Why; it is in the request's thread")
      ->type_name("TEXT");
}

void add_work(CLI::App& app, Wishes& wishes) {
  add_queues(app, wishes);
  CLI::App* show =
      add_about_request(app, wishes, "request", "Show a request and its thread", help::request);
  show->callback(
      [&] { wishes.command = [&](Session& s) { return request(s, wishes.work.tracking); }; });

  CLI::App* pass_on =
      add_about_request(app, wishes, "transfer", "Pass a request on to a queue", help::transfer);
  pass_on->add_option("QUEUE", wishes.work.queue, "Where it goes")->required()->type_name("");
  add_reason(pass_on, wishes);
  pass_on->callback([&] { wishes.command = [&](Session& s) { return transfer(s, wishes.work); }; });

  CLI::App* finish = add_about_request(app, wishes, "close", "Close a request", help::close);
  add_reason(finish, wishes);
  finish->callback([&] { wishes.command = [&](Session& s) { return close(s, wishes.work); }; });

  CLI::App* follow = add_command(app, "tail", "Show what happens to requests", help::tail);
  follow->add_option("--queue", wishes.tail.queue, "In this queue only")->type_name("NAME");
  follow->add_option("--count", wishes.tail.count, "End after so many events")->type_name("N");
  follow->callback([&] { wishes.command = [&](Session& s) { return tail(s, wishes.tail); }; });
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
  add_reply(app, wishes);
  add_work(app, wishes);
  add_operation(app, wishes);
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

CLI::App* add_command(CLI::App& parent, const char* name, const char* description,
                      const char* help) {
  CLI::App* command = parent.add_subcommand(name, description);
  command->fallthrough();
  command->footer(help + std::string(*help ? "\n\n" : "") + help::elsewhere);
  return command;
}

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
