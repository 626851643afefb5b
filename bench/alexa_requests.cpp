// alexa-requests FOLDER COUNT: what bench/run-alexa posts, made and signed as Amazon would.
//
//   FOLDER/roots.pem                       whom to trust
//   FOLDER/echo.api/echo-api-cert-12.pem   the chain, to be served to the daemon
//   FOLDER/requests.tsv                    signature, tab, body: each a report of its own
//
// Dated two minutes ahead, so that they are within the daemon's window for more than four.
#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "tests/channels/voice/amazon.h"

namespace {

namespace fs = std::filesystem;
using namespace crosstown;

constexpr auto ahead = std::chrono::minutes(2);

// The last turn of a report. Identifiers are as long as Amazon's.
std::string body(std::size_t number, Time now) {
  const std::string request = fmt::format(
      R"({{"type":"IntentRequest","dialogState":"COMPLETED","intent":{{"name":"ReportIssueIntent",)"
      R"("confirmationStatus":"CONFIRMED","slots":{{)"
      R"("issue":{{"name":"issue","value":"pothole","confirmationStatus":"NONE"}},)"
      R"("place":{{"name":"place","value":"main street","confirmationStatus":"NONE"}},)"
      R"("description":{{"name":"description","value":"on the corner near our school, number {}",)"
      R"("confirmationStatus":"NONE"}}}}}}}})",
      number);
  const std::string id =
      fmt::format("amzn1.echo-api.request.00000000-0000-4000-8000-{:012}", number);
  const std::string user = fmt::format("amzn1.ask.account.{:A>120}", number % 10'000);
  return alexa::envelope({.request = request, .id = id, .user = user}, now + ahead);
}

void write(const fs::path& file, std::string_view text) {
  std::ofstream out(file);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

void make(const fs::path& folder, std::size_t count) {
  const Time now = std::chrono::time_point_cast<Time::duration>(std::chrono::system_clock::now());
  const alexa::Amazon amazon(now);
  fs::create_directories(folder / "echo.api");
  write(folder / "roots.pem", amazon.root());
  write(folder / "echo.api/echo-api-cert-12.pem", amazon.chain());
  std::string lines;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string each = body(i, now);
    lines += amazon.sign(each) + '\t' + each + '\n';
  }
  write(folder / "requests.tsv", lines);
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t count = 0;
  if (argc == 3) {
    const std::string_view number(argv[2]);
    std::from_chars(number.data(), number.data() + number.size(), count);
  }
  if (count == 0) {
    fmt::print(stderr, "alexa-requests FOLDER COUNT\n");
    return 2;
  }
  try {
    make(argv[1], count);
  } catch (const std::exception& error) {
    fmt::print(stderr, "alexa-requests: {}\n", error.what());
    return 1;
  }
}
