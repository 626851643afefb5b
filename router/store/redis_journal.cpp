#include "router/store/redis_journal.h"

namespace crosstown {
namespace {

std::string check_beside(const std::string& server) {
  const std::size_t folder = server.rfind('/');
  return folder == std::string::npos ? "redis-check-aof"
                                     : server.substr(0, folder + 1) + "redis-check-aof";
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

bool is_torn_at_its_end(std::string_view report) {
  return report.find("Expected to read ") != std::string_view::npos ||
         report.find("Reached EOF before reading EXEC for MULTI") != std::string_view::npos;
}

ChildProcess cut_torn_end(const std::string& server, const std::filesystem::path& manifest,
                          const std::string& report, int lock) {
  ChildProcess check = check_journal(server, manifest, report, lock);
  check.words.insert(check.words.begin() + 1, "--fix");
  check.input = "y\n";  // it asks before it cuts
  return check;
}

}  // namespace crosstown
