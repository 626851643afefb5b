#include "router/store/redis_journal.h"

#include <algorithm>
#include <charconv>

namespace crosstown {
namespace {

std::string check_beside(const std::string& server) {
  const std::size_t folder = server.rfind('/');
  return folder == std::string::npos ? "redis-check-aof"
                                     : server.substr(0, folder + 1) + "redis-check-aof";
}

// "$4294967296\r\n": a length, before the bytes that have it.
constexpr std::uint64_t longest_line = 24;

// The number behind `name`, and the spaces there; 0 where there is none.
std::uint64_t number_behind(std::string_view text, std::string_view name, int base) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return 0;
  text.remove_prefix(at + name.size());
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(' ')));
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number, base);
  return number;
}

}  // namespace

ChildProcess check_journal(const std::string& server, const std::filesystem::path& manifest,
                           const std::string& report, int lock) {
  ChildProcess check;
  check.words = {check_beside(server), manifest.string()};
  check.inherited = lock;
  check.output = report;
  return check;
}

// "0x              2a: Expected to read 602 bytes, got 582 bytes", and about the file it is in:
// "AOF analyzed: filename=…, size=61, ok_up_to=23, ok_up_to_line=6, diff=38".
JournalEnd read_check(std::string_view report) {
  const std::size_t last = report.rfind("AOF analyzed: ");
  if (last == std::string_view::npos) return {};
  const std::string_view facts = report.substr(last);
  const std::uint64_t size = number_behind(facts, "size=", 10);
  JournalEnd end;
  end.cut = number_behind(facts, "diff=", 10);
  if (end.cut == 0) return end;

  const std::string_view before = report.substr(0, last);
  const std::size_t fault = before.rfind("0x ");
  const std::string_view said =
      fault == std::string_view::npos ? std::string_view() : before.substr(fault);
  const std::uint64_t rest = size - std::min(size, number_behind(said, "0x", 16));
  const bool short_text = said.find("Expected to read ") != std::string_view::npos &&
                          number_behind(said, ", got ", 10) == rest &&
                          number_behind(said, "Expected to read ", 10) <= most_cut;
  const bool short_line =
      said.find("Expected \\r\\n, got") != std::string_view::npos && rest <= longest_line;
  const bool no_exec = before.find("Reached EOF before reading EXEC") != std::string_view::npos;
  end.torn = end.cut <= most_cut && (short_text || short_line || no_exec || said.empty());
  if (!end.torn) end.trouble = std::string(said.substr(0, said.find('\n')));
  return end;
}

ChildProcess cut_torn_end(const std::string& server, const std::filesystem::path& manifest,
                          const std::string& report, int lock) {
  ChildProcess check = check_journal(server, manifest, report, lock);
  check.words.insert(check.words.begin() + 1, "--fix");
  check.input = "y\n";  // it asks before it cuts
  return check;
}

}  // namespace crosstown
