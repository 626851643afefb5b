#include "bench/load/options.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <chrono>
#include <fstream>

#include "bench/load/text.h"

namespace crosstown::load {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

// As typed; checked and turned into Options by resolve().
struct Typed {
  std::vector<std::string> targets;
  std::string token_file;
  std::string keywords_file;
  std::vector<std::string> watched;
  std::optional<std::uint64_t> seed;
  std::size_t prepared_mib = 1024;
};

void declare(CLI::App& app, Options& options, Typed& typed) {
  app.add_option(
         "--target", typed.targets,
         "127.x.x.x:port, [::1]:port or unix:/path; repeatable: each resident writes to one "
         "of them, repeats go to all in turn")
      ->required();
  app.add_option("--url-signed", options.request.url_signed,
                 "Public URL that the signature covers");
  app.add_option("--path", options.request.path, "Request target")->default_val("/hooks/city-sms");
  app.add_option("--token-file", typed.token_file, "File with the auth token");
  app.add_option("--account", options.request.account, "AccountSid");
  app.add_option("--to", options.request.to, "Number of the city; repeatable");
  app.add_option("--residents", options.request.residents, "How many residents take turns")
      ->default_val(10'000)
      ->check(CLI::Range(std::uint64_t{1}, max_residents));
  app.add_option("--messages", options.messages, "Requests in all");
  app.add_option("--seconds", options.seconds, "How long requests are sent")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--warmup", options.warmup, "Seconds before, not measured")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--connections", options.connections)
      ->capture_default_str()
      ->check(CLI::Range(1, 20'000));
  app.add_option("--rate", options.rate, "Requests a second; 0: as fast as they are answered")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--duplicates", options.duplicates, "Share that repeats an earlier message")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 0.9));
  app.add_option("--forged", options.forged, "Share with a wrong signature")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 0.09));
  app.add_flag("--ordered", options.ordered,
               "A resident's next message waits for the answer to the one before");
  app.add_option("--timeout", options.timeout, "Seconds to wait for an answer")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--seed", typed.seed,
                 "Same seed, same messages (a second run repeats the first); default: the clock");
  app.add_option("--keywords", typed.keywords_file, "Lines of keyword<TAB>queue");
  app.add_option("--requests", options.requests,
                 "Instead of texts: file with lines of header value<TAB>JSON body");
  app.add_option("--header", options.recorded.header, "Whose value stands in those lines")
      ->default_val("Signature-256");
  app.add_option("--add-header", options.recorded.headers,
                 "\"Name: value\" of each of them; repeatable");
  app.add_flag("--prepared", options.prepared, "Make all requests before the clock starts");
  app.add_option("--prepared-memory", typed.prepared_mib, "MiB for them, at most")
      ->capture_default_str();
  app.add_option("--watch", typed.watched,
                 "name=PID[,PID]: CPU and memory of processes; repeatable");
  app.add_option("--ledger", options.ledger, "File: one line a request, for verify_ledger.py");
  app.add_option("--json", options.json, "File for the figures");
  app.add_flag("--allow-errors", options.allow_errors, "Exit 0 in spite of errors");
}

std::string read_token(const std::string& path) {
  std::ifstream file(path);
  std::string token;
  file >> token;
  if (token.empty()) throw CLI::ValidationError("--token-file", "no token in " + path);
  return token;
}

std::vector<std::string> read_keywords(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> keywords;
  for (std::string line; std::getline(file, line);) {
    std::string keyword = line.substr(0, line.find('\t'));
    if (!keyword.empty() && keyword[0] != '#') keywords.push_back(std::move(keyword));
  }
  if (keywords.empty()) throw CLI::ValidationError("--keywords", "no keywords in " + path);
  return keywords;
}

Watched read_watched(const std::string& text) {
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  const auto equals = text.find('=');
  Watched watched{text.substr(0, equals), {}};
  bool good = equals != std::string::npos && equals > 0 &&
              watched.name.find_first_not_of(letters) == std::string::npos;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data() + equals + 1; good && at <= end; ++at) {
    pid_t pid = 0;
    const auto read = std::from_chars(at, end, pid);
    good = read.ec == std::errc{} && pid > 0 && (read.ptr == end || *read.ptr == ',');
    watched.pids.push_back(pid);
    at = read.ptr;
  }
  if (!good) throw CLI::ValidationError("--watch", "not name=PID[,PID]: " + text);
  return watched;
}

// What the texts that are made need.
void resolve_texts(Options& options, const Typed& typed) {
  if (options.request.url_signed.empty() || options.request.account.empty() ||
      options.request.to.empty()) {
    throw CLI::ValidationError("--url-signed, --token-file, --account and --to are needed");
  }
  options.request.token = read_token(typed.token_file);
  options.request.keywords =
      typed.keywords_file.empty() ? default_keywords() : read_keywords(typed.keywords_file);
}

// There is nothing to repeat or forge.
void resolve_requests(Options& options) {
  if (!options.ledger.empty())
    throw CLI::ValidationError("--ledger", "knows texts only, not --requests");
  options.recorded.path = options.request.path;
  options.recorded.host = "311.riverbend.example";
  options.duplicates = options.forged = 0;
}

void resolve(Options& options, const Typed& typed) {
  for (const std::string& text : typed.targets) {
    const auto target = parse_target(text);
    if (!target) {
      throw CLI::ValidationError("--target", "only 127.0.0.0/8, ::1 and unix sockets: " + text);
    }
    options.targets.push_back(*target);
  }
  if (options.connections < options.targets.size()) {
    throw CLI::ValidationError("--connections", "each target needs one");
  }
  if (options.messages == 0 && options.seconds == 0) {
    throw CLI::ValidationError("--messages or --seconds is needed");
  }
  if (options.prepared && options.messages == 0) {
    throw CLI::ValidationError("--prepared", "needs --messages");
  }
  if (options.requests.empty()) {
    resolve_texts(options, typed);
  } else {
    resolve_requests(options);
  }
  options.request.seed = typed.seed.value_or(
      static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()));
  options.prepared_bytes = typed.prepared_mib * mebibyte;
  for (const std::string& text : typed.watched) options.watched.push_back(read_watched(text));
}

}  // namespace

CommandLine read_command_line(int argc, char** argv) {
  CLI::App app(
      "Posts signed inbound texts to a Crosstown on this machine and measures its answers.",
      "crosstown-load");
  Options options;
  Typed typed;
  declare(app, options, typed);
  try {
    app.parse(argc, argv);
    resolve(options, typed);
  } catch (const CLI::ParseError& error) {
    return {std::nullopt, app.exit(error) == 0 ? 0 : 2};
  }
  return {std::move(options), 0};
}

}  // namespace crosstown::load
