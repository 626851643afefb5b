// The command line of crosstown-load.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/load/process_use.h"
#include "bench/load/recorded.h"
#include "bench/load/request.h"
#include "bench/load/target.h"

namespace crosstown::load {

struct Options {
  std::vector<Target> targets;  // never empty; the same city, whoever answers
  RequestSettings request;

  std::uint64_t messages = 0;  // requests in all, repeats and forgeries included; 0: no limit
  double seconds = 0;          // of sending, after the warm-up; 0: no limit. One of the two is set
  double warmup = 0;           // seconds
  std::size_t connections = 64;
  double rate = 0;           // requests a second; 0: closed loop
  double duplicates = 0.20;  // shares of all requests
  double forged = 0.01;
  bool ordered = false;
  double timeout = 15;  // seconds; what Twilio waits

  std::string requests;  // file with requests that are made already; empty: texts are made
  RecordedSettings recorded;
  bool prepared = false;
  std::size_t prepared_bytes = 0;  // at most

  std::vector<Watched> watched;
  std::string ledger;  // files; empty: none
  std::string json;
  bool allow_errors = false;
};

struct CommandLine {
  std::optional<Options> options;
  int exit_code = 0;  // when there are none: 0 after --help, 2 after a mistake, which was explained
};

[[nodiscard]] CommandLine read_command_line(int argc, char** argv);

}  // namespace crosstown::load
