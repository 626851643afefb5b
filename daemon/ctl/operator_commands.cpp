#include <CLI/CLI.hpp>

#include "daemon/ctl/command_help.h"
#include "daemon/ctl/wishes.h"

namespace crosstown::ctl {
namespace {

constexpr double audit_timeout = 600;  // seconds

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

}  // namespace

void add_operation(CLI::App& app, Wishes& wishes) {
  add_quarantine(app, wishes);
  add_dead(app, wishes);
  add_audit(app, wishes);
  add_misroutes(app, wishes);
  add_rehearse(app, wishes);
  add_reload(app, wishes);
}

}  // namespace crosstown::ctl
