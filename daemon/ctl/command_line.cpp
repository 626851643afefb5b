#include "daemon/ctl/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <chrono>
#include <exception>
#include <functional>
#include <ostream>

#include "daemon/ctl/commands.h"
#include "daemon/ctl/printable.h"
#include "daemon/ctl/socket_search.h"

namespace crosstown::ctl {
namespace {

constexpr const char* exit_codes =
    R"(Exit codes:
  0  done
  1  the daemon refuses: not found, not allowed, or not possible now
  2  the command line is wrong; nothing was asked
  3  the daemon cannot be reached, or its answer is late or cannot be understood

Examples:
  crosstownctl status
  crosstownctl status 26-0001234-9
  crosstownctl text "There is a pothole on Main Street"
  crosstownctl --json quarantine list | jq -r '.entries[].id')";

constexpr const char* elsewhere =
    "The options of every command (--json, --socket, --timeout) and the exit codes: crosstownctl "
    "--help";

constexpr const char* text_help =
    R"(The daemon signs a sample request as the channel's provider would, with the channel's own secret.
It is then posted through the public door, as a gateway's would be, and takes the whole way: the
request that it makes is a real one. Each call is a new message, also with the same words.

Where the public door of this machine speaks TLS, its certificate is not checked: it is made for the
city's public name. The certificate of any other machine is.

With --json: {"channel","post_to","status","tracking":"…"|null,"answer":["…"]}

Examples:
  crosstownctl text "There is a pothole on Main Street"
  crosstownctl text --channel city-sms --from +18015550199 "Hay un bache en la calle Main"
  crosstownctl text -- "-5 degrees in the library")";

constexpr const char* status_help =
    R"(Examples:
  crosstownctl status
  crosstownctl status 26-0001234-9
  crosstownctl --json status | jq .store.up)";

constexpr const char* quarantine_help =
    R"(What claimed to come from a provider of ours but failed authentication waits in quarantine: a wrong
secret in the configuration makes every resident look like a forger.)";

constexpr const char* release_help =
    R"(A released request takes the ordinary way, vouched for by you, and leaves the quarantine once it is
accepted. Releasing twice makes one message. With several entries and --json: one line an entry.

Examples:
  crosstownctl quarantine release 0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11
  crosstownctl quarantine release --all city-sms)";

constexpr const char* drop_help =
    R"(What is dropped is gone. With several entries and --json: one line an entry.

Examples:
  crosstownctl quarantine drop 0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11
  crosstownctl quarantine drop --all city-sms)";

constexpr const char* reload_help =
    R"(The configuration file is applied whole or not at all; what is wrong with it is told with line and
column. No connection is dropped.)";

struct Wishes {
  SessionSettings settings;
  double timeout = 10;
  TextOptions text;
  std::string tracking;
  std::string channel;
  std::string entry;
  QuarantineSelection selection;
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
  command->footer(help + std::string(*help ? "\n\n" : "") + elsewhere);
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
      add_command(app, "text", "Send a text as a resident would, and show the answer", text_help);
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

void add_status(CLI::App& app, Wishes& wishes) {
  CLI::App* command = add_command(
      app, "status", "Show the daemon's channels and store, or one request", status_help);
  command->add_option("TRACKING", wishes.tracking, "A tracking number: show this request")
      ->type_name("");
  command->callback(
      [&] { wishes.command = [&](Session& s) { return status(s, wishes.tracking); }; });
}

void add_reload(CLI::App& app, Wishes& wishes) {
  CLI::App* command =
      add_command(app, "reload", "Put the changed configuration file into force", reload_help);
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
      app, "quarantine", "What failed authentication: list, show, release, drop", quarantine_help);
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

  CLI::App* release = add_command(*group, "release", "Let requests in after all", release_help);
  add_selection(release, wishes);
  release->callback([&] {
    wishes.command = [&](Session& s) { return quarantine_release(s, wishes.selection); };
  });

  CLI::App* drop = add_command(*group, "drop", "Delete requests", drop_help);
  add_selection(drop, wishes);
  drop->callback(
      [&] { wishes.command = [&](Session& s) { return quarantine_drop(s, wishes.selection); }; });
}

int parse_and_run(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  CLI::App app("Operates a running crosstownd over its control socket.", "crosstownctl");
  Wishes wishes;
  // Not "at least one": that is missed before an unknown word is named.
  app.require_subcommand(0, 1);
  app.failure_message(mistake_text);
  app.footer(exit_codes);
  add_globals(app, wishes);
  add_text(app, wishes);
  add_status(app, wishes);
  add_quarantine(app, wishes);
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
