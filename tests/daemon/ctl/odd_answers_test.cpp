#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/daemon/ctl/run_ctl.h"

namespace crosstown::ctl {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// Every command meets the same daemon through the same code; each asks one of these first.
struct Command {
  std::vector<std::string> arguments;
  std::string page;
};
const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      {{"status"}, "GET /api/v1/status"},
      {{"status", "26-0001234-9"}, "GET /api/v1/requests/26-0001234-9"},
      {{"text", "x"}, "POST /api/v1/sample"},
      {{"reload"}, "POST /api/v1/reload"},
      {{"quarantine", "list"}, "GET /api/v1/quarantine"},
      {{"quarantine", "show", "a/b"}, "GET /api/v1/quarantine/a/b"},
      {{"quarantine", "show", "b"}, "GET /api/v1/quarantine"},
      {{"quarantine", "release", "a/b"}, "POST /api/v1/quarantine/a/b/release"},
      {{"quarantine", "release", "--all", "a"}, "GET /api/v1/quarantine?channel=a"},
      {{"quarantine", "drop", "a/b"}, "DELETE /api/v1/quarantine/a/b"},
  };
  return all;
}

struct Odd {
  std::string bytes;
  Exit exit;
  std::string said;
};

const std::vector<Odd>& odd_answers() {
  static const std::vector<Odd> all = {
      {http_answer(500, ""), Exit::refused, "the answer is 500"},
      {http_answer(500, "<h1>Oops\x1b[2J</h1>", "text/html"), Exit::refused,
       "the answer is 500: <h1>Oops\\x1b[2J</h1>"},
      {http_answer(500, "{\"text\":"), Exit::refused, "the answer is 500: {\"text\":"},
      {http_answer(503, R"({"error":"unavailable","text":"Redis does not \u001banswer."})"),
       Exit::refused, "Redis does not \\x1banswer."},
      {http_answer(403, R"({"error":"forbidden"})"), Exit::refused,
       "the answer is 403: {\"error\":\"forbidden\"}"},
      {http_answer(302, ""), Exit::refused, "the answer is 302"},
      {http_answer(200, ""), Exit::unreachable, "not a JSON object"},
      {http_answer(200, "{\"a\":"), Exit::unreachable, "not a JSON object"},
      {http_answer(200, "[1,2]"), Exit::unreachable, "not a JSON object"},
      {http_answer(200, "{\"a\":\"\xff\"}"), Exit::unreachable, "not a JSON object"},
      {"", Exit::unreachable, "the connection was cut"},
      {"HTTP/1.1 200 OK\r\nContent-Le", Exit::unreachable, "the connection was cut"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}", Exit::unreachable,
       "the connection was cut"},
      {"220 mail.riverbend.example ESMTP\r\n", Exit::unreachable, "the answer is not HTTP"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", Exit::unreachable,
       "larger than 16 MiB"},
  };
  return all;
}

TEST(OddAnswers, OfEveryKindToEveryCommand) {
  StubServer daemon(StubServer::Kind::unix_socket);
  for (const auto& [arguments, page] : commands()) {
    for (const auto& [bytes, exit, text] : odd_answers()) {
      daemon.answer(page, bytes);
      const Said said = run_ctl(daemon, arguments);
      EXPECT_EQ(said.exit, exit) << page << '\n' << bytes;
      EXPECT_EQ(said.out, "") << page << '\n' << bytes;
      EXPECT_THAT(said.err, StartsWith("crosstownctl: ")) << page;
      EXPECT_THAT(said.err, HasSubstr(text)) << page << '\n' << bytes;
    }
  }
}

TEST(OddAnswers, WithJsonTheyAreOneObjectOnStandardOutput) {
  StubServer daemon(StubServer::Kind::unix_socket);
  for (const auto& [bytes, exit, text] : odd_answers()) {
    daemon.answer("GET /api/v1/status", bytes);
    const Said said = run_ctl(daemon, {"--json", "status"});
    EXPECT_EQ(said.exit, exit) << bytes;
    EXPECT_EQ(said.err, "") << bytes;
    EXPECT_THAT(said.out, StartsWith("{\"error\":\"")) << bytes;
    EXPECT_EQ(said.out.find('\n'), said.out.size() - 1) << said.out;
    EXPECT_EQ(said.out.find('\x1b'), std::string::npos);
  }
}

TEST(OddAnswers, NoneInTime) {
  const auto begin = std::chrono::steady_clock::now();
  for (const auto& [arguments, page] : commands()) {
    auto patient = arguments;
    patient.insert(patient.end(), {"--timeout", "0.05"});
    // One connection at a time: the silent one ends when its stub does.
    StubServer silent(StubServer::Kind::unix_socket);
    silent.keep_silent(page);
    const Said said = run_ctl(silent, patient);
    EXPECT_EQ(said.exit, Exit::unreachable) << page;
    EXPECT_THAT(said.err, HasSubstr("no answer within the time that --timeout gives")) << page;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(OddAnswers, ALargeOneIsTakenWhole) {
  StubServer daemon(StubServer::Kind::unix_socket);
  const std::string body = R"({"body":")" + std::string(2 << 20, 'x') + R"("})";
  daemon.answer("GET /api/v1/quarantine/a/b", http_answer(200, body));
  EXPECT_EQ(run_ctl(daemon, {"quarantine", "show", "a/b", "--json"}).out, body + "\n");
}

TEST(OddAnswers, OfALongRefusalTheBeginningIsShown) {
  StubServer daemon(StubServer::Kind::unix_socket);
  const std::string start(499, 'x');
  daemon.answer("POST /api/v1/reload", http_answer(502, start + "ñ and so on", "text/html"));
  EXPECT_EQ(run_ctl(daemon, {"reload"}).err, "crosstownctl: the answer is 502: " + start + "\n");
}

TEST(OddAnswers, WithoutALengthItEndsWithTheConnection) {
  StubServer daemon(StubServer::Kind::unix_socket);
  daemon.answer("POST /api/v1/reload", "HTTP/1.0 200 OK\r\n\r\n{\"applied\":true}");
  EXPECT_EQ(run_ctl(daemon, {"reload"}).exit, Exit::done);
}

}  // namespace
}  // namespace crosstown::ctl
