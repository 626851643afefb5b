// Raw bytes in, answers out, over real sockets.
#include <gtest/gtest.h>

#include "tests/daemon/http/test_client.h"
#include "tests/daemon/http/test_server.h"

namespace crosstown::http {
namespace {

const std::string host = "Host: a\r\n";

struct Case {
  std::string name;
  std::string bytes;
  std::vector<int> statuses;        // of all answers, until the server closes
  std::vector<std::string> bodies;  // of those that are 200
};

const std::vector<Case> cases = {
    {"get", "GET /a HTTP/1.1\r\n" + host + "\r\n", {200}, {"GET /a "}},
    {"post",
     "POST /a HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc",
     {200},
     {"POST /a abc"}},
    {"empty_body",
     "POST /a HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n",
     {200},
     {"POST /a "}},
    {"chunked",
     "POST /a HTTP/1.1\r\n" + host +
         "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\n",
     {200},
     {"POST /a abcde"}},
    {"pipelined",
     "GET /a HTTP/1.1\r\n" + host + "\r\nPOST /b HTTP/1.1\r\n" + host +
         "Content-Length: 3\r\n\r\nabcPOST /c HTTP/1.1\r\n" + host +
         "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\nGET /d HTTP/1.1\r\n" + host + "\r\n",
     {200, 200, 200, 200},
     {"GET /a ", "POST /b abc", "POST /c x", "GET /d "}},
    {"close_ends_pipelining",
     "GET /a HTTP/1.1\r\n" + host + "Connection: close\r\n\r\nGET /b HTTP/1.1\r\n" + host + "\r\n",
     {200},
     {"GET /a "}},
    {"handler_closes",
     "GET /close HTTP/1.1\r\n" + host + "\r\nGET /b HTTP/1.1\r\n" + host + "\r\n",
     {200},
     {"GET /close "}},
    {"version_1_0_closes", "GET /a HTTP/1.0\r\n\r\nGET /b HTTP/1.0\r\n\r\n", {200}, {"GET /a "}},
    {"version_1_0_stays",
     "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n",
     {200, 200},
     {"GET /a ", "GET /b "}},
    {"empty_lines_between",
     "GET /a HTTP/1.1\r\n" + host + "\r\n\r\nGET /b HTTP/1.1\r\n" + host + "\r\n",
     {200, 200},
     {"GET /a ", "GET /b "}},

    {"refused_before_body_stays",
     "POST /refuse/404 HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\n" +
         host + "\r\n",
     {404, 200},
     {"GET /b "}},
    {"refused_chunked_closes",
     "POST /refuse/404 HTTP/1.1\r\n" + host +
         "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /b HTTP/1.1\r\n" + host + "\r\n",
     {404},
     {}},
    {"too_large_is_not_read",
     "POST /max/2 HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc",
     {413},
     {}},
    {"just_not_too_large",
     "POST /max/3 HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc",
     {200},
     {"POST /max/3 abc"}},
    {"too_large_in_chunks",
     "POST /max/4 HTTP/1.1\r\n" + host +
         "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
     {413},
     {}},
    {"bad_chunk",
     "POST /a HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nx\r\n",
     {400},
     {}},
    {"wrong_method", "GET /methods HTTP/1.1\r\n" + host + "\r\n", {405}, {}},
    {"options", "OPTIONS /methods HTTP/1.1\r\n" + host + "\r\n", {204}, {}},
    {"handler_throws", "GET /throw HTTP/1.1\r\n" + host + "\r\n", {500}, {}},

    {"smuggled_by_two_lengths",
     "POST /a HTTP/1.1\r\n" + host +
         "Content-Length: 0\r\nContent-Length: 31\r\n\r\nGET /b HTTP/1.1\r\n" + host + "\r\n",
     {400},
     {}},
    {"smuggled_by_length_and_chunked",
     "POST /a HTTP/1.1\r\n" + host +
         "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /b HTTP/1.1\r\n" +
         host + "\r\n",
     {400},
     {}},
    {"smuggled_by_unknown_coding",
     "POST /a HTTP/1.1\r\n" + host +
         "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\nGET /b HTTP/1.1\r\n" + host + "\r\n",
     {501},
     {}},
    {"smuggled_by_bare_lf",
     "GET /a HTTP/1.1\r\n" + host + "X: y\n\r\nGET /b HTTP/1.1\r\n" + host + "\r\n",
     {400},
     {}},
    {"smuggled_by_fold",
     "POST /a HTTP/1.1\r\n" + host + "Content-Length:\r\n 0\r\n\r\n",
     {400},
     {}},
    {"rubbish_after_a_good_one",
     "GET /a HTTP/1.1\r\n" + host + "\r\n\x01\x02",
     {200, 400},
     {"GET /a "}},
    {"half_a_request", "POST /a HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nab", {}, {}},
    {"nothing", "", {}, {}},
};

class Requests : public testing::Test {
 protected:
  // One for all: what a request leaves behind would show in the next.
  static void SetUpTestSuite() { server = std::make_unique<TestServer>(); }
  static void TearDownTestSuite() { server.reset(); }
  static std::unique_ptr<TestServer> server;

  static void check(const std::vector<Answer>& answers, const Case& expected) {
    EXPECT_EQ(statuses(answers), expected.statuses);
    std::vector<std::string> bodies;
    for (const auto& answer : answers)
      if (answer.status == 200) bodies.push_back(answer.body);
    EXPECT_EQ(bodies, expected.bodies);
  }
};
std::unique_ptr<TestServer> Requests::server;

class RequestTable : public Requests, public testing::WithParamInterface<Case> {};
INSTANTIATE_TEST_SUITE_P(Raw, RequestTable, testing::ValuesIn(cases),
                         [](const auto& test) { return test.param.name; });

TEST_P(RequestTable, InOnePiece) { check(exchange(server->port(), GetParam().bytes), GetParam()); }

TEST_P(RequestTable, SplitAtEveryByte) {
  const std::string_view bytes = GetParam().bytes;
  for (std::size_t at = 1; at < bytes.size(); ++at) {
    SCOPED_TRACE(at);
    TestClient client(server->port());
    client.send(bytes.substr(0, at));
    client.send(bytes.substr(at));
    client.finish_sending();
    for (const int status : GetParam().statuses) EXPECT_EQ(client.read_answer().status, status);
    EXPECT_EQ(client.read_all(), "");
  }
}

TEST_F(Requests, WholeAnswer) {
  const auto answers = exchange(server->port(), "GET /a HTTP/1.1\r\n" + host + "\r\n");
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].head,
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\n");
}

TEST_F(Requests, WholeRefusal) {
  const auto answers = exchange(server->port(), "GET /a HTTP/1.1\r\n\r\n");
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].head,
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 16\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(answers[0].body, "Host is missing\n");
}

TEST_F(Requests, HeadHasNoBody) {
  TestClient client(server->port());
  client.send("HEAD /a HTTP/1.1\r\n" + host + "\r\n");
  const auto answer = client.read_answer(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(answer.head.find("Content-Length: 8\r\n"), std::string::npos);
  client.send("GET /b HTTP/1.1\r\n" + host + "\r\n");
  EXPECT_EQ(client.read_answer().body, "GET /b ");
}

TEST_F(Requests, AllowIsTold) {
  for (const std::string method : {"OPTIONS", "GET"}) {
    const auto answers =
        exchange(server->port(), method + " /methods HTTP/1.1\r\n" + host + "\r\n");
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_NE(answers[0].head.find("Allow: POST, OPTIONS\r\n"), std::string::npos);
  }
}

TEST_F(Requests, UnavailableSaysWhenToComeBack) {
  const auto answers = exchange(server->port(), "POST /refuse/503 HTTP/1.1\r\n" + host + "\r\n");
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_NE(answers[0].head.find("Retry-After: 5\r\n"), std::string::npos);
}

const std::string expecting = "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n";

TEST_F(Requests, ContinueIsSaidOnceTheHandlerAgreed) {
  TestClient client(server->port());
  client.send("POST /a HTTP/1.1\r\n" + host + expecting);
  EXPECT_EQ(client.read_answer(true).status, 100);
  client.send("abc");
  EXPECT_EQ(client.read_answer().body, "POST /a abc");
}

TEST_F(Requests, NoContinueWhenTheBodyIsNotWanted) {
  for (const std::string target : {"/refuse/415", "/max/2"}) {
    TestClient client(server->port());
    client.send("POST " + target + " HTTP/1.1\r\n" + host + expecting);
    EXPECT_EQ(client.read_answer().status, target == "/max/2" ? 413 : 415);
    client.finish_sending();
    EXPECT_EQ(client.read_all(), "");
  }
}

TEST_F(Requests, NoContinueWhenTheBodyIsHere) {
  const auto answers = exchange(server->port(), "POST /a HTTP/1.1\r\n" + host + expecting + "abc");
  EXPECT_EQ(statuses(answers), std::vector<int>{200});
}

TEST_F(Requests, ARefusedBodyThatComesLaterIsSkipped) {
  TestClient client(server->port());
  client.send("POST /refuse/404 HTTP/1.1\r\n" + host + "Content-Length: 20000\r\n\r\nabc");
  EXPECT_EQ(client.read_answer().status, 404);
  client.send(std::string(19997, 'x') + "GET /b HTTP/1.1\r\n" + host + "\r\n");
  EXPECT_EQ(client.read_answer().body, "GET /b ");
}

TEST_F(Requests, RefusalsAreReported) {
  TestServer own;
  (void)exchange(own.port(), "rubbish\r\n\r\n");
  (void)exchange(own.port(), "GET / HTTP/3.0\r\n\r\n");
  (void)exchange(own.port(), "POST /max/1 HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\n");
  (void)exchange(own.port(), "GET /refuse/404 HTTP/1.1\r\n" + host + "\r\n");
  (void)exchange(own.port(), "GET /methods HTTP/1.1\r\n" + host + "\r\n");
  (void)exchange(own.port(), "OPTIONS /methods HTTP/1.1\r\n" + host + "\r\n");  // no refusal
  (void)exchange(own.port(), "GET /a HTTP/1.1\r\n" + host + "\r\n");
  EXPECT_EQ(own.handler().refused_statuses(), (std::vector<int>{400, 505, 413, 404, 405}));
}

TEST_F(Requests, ABugIsReportedWithItsWordsAndToldWithoutThem) {
  TestServer own;
  const auto answers = exchange(own.port(), "GET /throw HTTP/1.1\r\n" + host + "\r\n");
  ASSERT_EQ(statuses(answers), std::vector<int>{500});
  EXPECT_EQ(answers[0].body, "internal error\n");
  const auto refusals = own.handler().refusals();
  ASSERT_EQ(refusals.size(), 1U);
  EXPECT_EQ(refusals[0].status, 500);
  EXPECT_EQ(refusals[0].reason, "a bug");
}

TEST_F(Requests, ManyPipelinedInOrder) {
  std::string bytes;
  for (int i = 0; i < 500; ++i)
    bytes += "GET /" + std::to_string(i) + " HTTP/1.1\r\n" + host + "\r\n";
  const auto answers = exchange(server->port(), bytes);
  ASSERT_EQ(answers.size(), 500U);
  for (int i = 0; i < 500; ++i) EXPECT_EQ(answers[i].body, "GET /" + std::to_string(i) + " ");
}

std::string peer_seen(HttpSettings settings, const std::string& headers) {
  TestServer server(std::move(settings));
  const auto answers = exchange(server.port(), "GET /peer HTTP/1.1\r\n" + host + headers + "\r\n");
  return answers.empty() ? "" : answers[0].body;
}

TEST(Peers, ForwardedHeadersOfATrustedProxy) {
  const std::string headers =
      "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n"
      "X-Forwarded-Host: 311.riverbend.example\r\n";
  auto settings = TestServer::quick();
  EXPECT_EQ(peer_seen(settings, headers), "127.0.0.1 open http://a");
  settings.trusted_proxies = {"192.0.2.0/24"};
  EXPECT_EQ(peer_seen(settings, headers), "127.0.0.1 open http://a");
  settings.trusted_proxies = {"127.0.0.0/8"};
  EXPECT_EQ(peer_seen(settings, headers), "192.0.2.7 secure https://311.riverbend.example");
  settings.public_url = "https://set.example";
  EXPECT_EQ(peer_seen(settings, headers), "192.0.2.7 secure https://set.example");
}

TEST(Peers, EachRequestOfAProxyHasItsOwnClient) {
  auto settings = TestServer::quick();
  settings.trusted_proxies = {"127.0.0.1"};
  TestServer server(settings);
  const auto answers = exchange(server.port(), "GET /peer HTTP/1.1\r\n" + host +
                                                   "X-Forwarded-For: 192.0.2.7\r\n\r\n" +
                                                   "GET /peer HTTP/1.1\r\n" + host + "\r\n");
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].body, "192.0.2.7 open http://a");
  EXPECT_EQ(answers[1].body, "127.0.0.1 open http://a");
}

}  // namespace
}  // namespace crosstown::http
