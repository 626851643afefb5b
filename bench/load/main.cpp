// crosstown-load: the load of a city on one machine. See bench/load/README.md.
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>

#include "bench/load/driver.h"
#include "bench/load/ledger.h"
#include "bench/load/meter.h"
#include "bench/load/options.h"
#include "bench/load/prepared.h"
#include "bench/load/recorded.h"
#include "bench/load/report.h"

namespace {

using namespace crosstown::load;

constexpr int exit_good = 0;
constexpr int exit_errors = 1;  // of the target
constexpr int exit_failed = 2;  // the run itself did not work

volatile std::sig_atomic_t interrupted = 0;
void interrupt(int) { interrupted = 1; }

int failed(std::string_view reason) {
  fmt::print(stderr, "crosstown-load: {}\n", reason);
  return exit_failed;
}

bool write_json(const Options& options, const Figures& figures) {
  if (options.json.empty()) return true;
  std::ofstream file(options.json);
  file << as_json(options, figures);
  return static_cast<bool>(file.flush());
}

int drive(const Options& options, RequestSource source) {
  Ledger ledger(options.ledger, options.request, options.ordered);
  Meter meter(options.watched);
  Driver driver(options, std::move(source), meter, ledger);
  const Ending ending = driver.run(interrupted);

  const Figures& figures = meter.figures();
  fmt::print("{}", as_table(options, figures));
  if (!ledger.close()) return failed("cannot write the ledger " + options.ledger);
  if (!write_json(options, figures)) return failed("cannot write " + options.json);
  if (ending == Ending::unreachable) return failed("the target takes no connections");
  return figures.errors() > 0 && !options.allow_errors ? exit_errors : exit_good;
}

// Each is sent once at most: a repeat would be another kind of work.
int run_recorded(Options options) {
  const RecordedRequests recorded(options.requests, options.recorded);
  if (options.messages == 0) options.messages = recorded.size();
  if (options.messages > recorded.size()) return failed("--requests has fewer than --messages");
  return drive(options, {recorded.head(), [&](Planned request, std::string& out) {
                           recorded.append_rest(request, out);
                         }});
}

int run_texts(const Options& options) {
  RequestMaker maker(options.request);
  PreparedRequests prepared;
  RequestSource source{maker.head(),
                       [&](Planned request, std::string& out) { maker.append_rest(request, out); }};
  if (options.prepared) {
    const Plan plan(options.request.seed, options.duplicates, options.forged);
    if (!prepared.make(plan, options.messages, maker, options.prepared_bytes)) {
      return failed("the requests need more than --prepared-memory");
    }
    source.append_rest = [&](Planned request, std::string& out) {
      out.append(prepared.rest(request));
    };
  }
  return drive(options, std::move(source));
}

}  // namespace

int main(int argc, char** argv) {
  const CommandLine command_line = read_command_line(argc, argv);
  if (!command_line.options) return command_line.exit_code;
  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, interrupt);
  try {
    const Options& options = *command_line.options;
    return options.requests.empty() ? run_texts(options) : run_recorded(options);
  } catch (const std::exception& error) {
    return failed(error.what());
  }
}
