// What a command line asks for, as its options fill it in; and how commands are added to it.
#pragma once

#include <functional>
#include <string>

#include "daemon/ctl/commands.h"

namespace CLI {
class App;
}

namespace crosstown::ctl {

struct Wishes {
  SessionSettings settings;
  double timeout = 10;  // s
  TextOptions text;
  ExplainOptions explain;
  ReplyOptions reply;
  std::string tracking;
  std::string channel;
  std::string entry;
  QuarantineSelection selection;
  DeadSelection letters;
  std::string queue;
  std::string day;
  std::string since = "7d";
  std::string file;
  WorkOptions work;
  TailOptions tail;
  std::function<Exit(Session&)> command;
};

// A command of `parent`, which owns it. Global options are understood before and after its name;
// `help` stands below them ("" = nothing).
CLI::App* add_command(CLI::App& parent, const char* name, const char* description,
                      const char* help);

// What operators need beside the daily work: quarantine, dead letters, books, rules, reload
// (operator_commands.cpp).
void add_operation(CLI::App& app, Wishes& wishes);

}  // namespace crosstown::ctl
