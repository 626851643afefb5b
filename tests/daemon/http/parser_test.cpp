#include "daemon/http/parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace crosstown::http {
namespace {

using State = RequestParser::State;

struct Case {
  std::string name;
  std::string bytes;
  int status;  // 0: accepted
};

const std::string host = "Host: 311.riverbend.example\r\n";

const std::vector<Case> cases = {
    {"plain", "GET / HTTP/1.1\r\n" + host + "\r\n", 0},
    {"one_empty_line_before", "\r\nGET / HTTP/1.1\r\n" + host + "\r\n", 0},
    {"two_empty_lines_before", "\r\n\r\nGET / HTTP/1.1\r\n" + host + "\r\n", 400},
    {"version_1_0_without_host", "GET / HTTP/1.0\r\n\r\n", 0},
    {"absolute_form", "GET http://311.riverbend.example/a?b HTTP/1.1\r\n" + host + "\r\n", 0},
    {"absolute_form_of_another_host", "GET http://example.org/a HTTP/1.1\r\n" + host + "\r\n", 400},
    {"asterisk_for_options", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n", 0},
    {"asterisk_for_get", "GET * HTTP/1.1\r\n" + host + "\r\n", 400},
    {"connect", "CONNECT example.org:443 HTTP/1.1\r\n" + host + "\r\n", 400},
    {"chunked", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: Chunked\r\n\r\n", 0},
    {"expect", "POST / HTTP/1.1\r\n" + host + "Expect: 100-Continue\r\nContent-Length: 5\r\n\r\n",
     0},

    {"not_http", "\x16\x03\x01\x02\x01\r\n\r\n", 400},
    {"no_version", "GET /\r\n\r\n", 400},
    {"version_2", "PRI * HTTP/2.0\r\n\r\n", 505},
    {"version_1_2", "GET / HTTP/1.2\r\n" + host + "\r\n", 505},
    {"version_0_9", "GET / HTTP/0.9\r\n\r\n", 505},
    {"misspelt_protocol", "GET / HTPT/1.1\r\n" + host + "\r\n", 400},
    {"space_after_version", "GET / HTTP/1.1 \r\n" + host + "\r\n", 400},
    {"two_spaces", "GET  / HTTP/1.1\r\n" + host + "\r\n", 400},
    {"control_in_target", std::string("GET /\x01 HTTP/1.1\r\n") + host + "\r\n", 400},
    {"bare_lf_after_request_line", "GET / HTTP/1.1\n" + host + "\r\n", 400},
    {"bare_lf_after_header", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400},
    {"only_bare_lfs", "GET / HTTP/1.1\nHost: a\n\n", 400},
    {"bare_lf_at_end", "GET / HTTP/1.1\r\n" + host + "\n", 400},
    {"bare_cr_in_value", "GET / HTTP/1.1\r\n" + host + "X: a\rb\r\n\r\n", 400},
    {"nul_in_value", "GET / HTTP/1.1\r\n" + host + std::string("X: a\0b\r\n\r\n", 10), 400},
    {"folded_header", "GET / HTTP/1.1\r\n" + host + "X: a\r\n b\r\n\r\n", 400},
    {"folded_at_once", "GET / HTTP/1.1\r\n" + host + "X:\r\n b\r\n\r\n", 400},
    {"folded_empty", "GET / HTTP/1.1\r\n" + host + "X:\r\n \r\n\r\n", 400},
    {"folded_first_header", "GET / HTTP/1.1\r\n X: b\r\n" + host + "\r\n", 400},
    {"space_before_colon", "GET / HTTP/1.1\r\n" + host + "X : b\r\n\r\n", 400},
    {"no_colon", "GET / HTTP/1.1\r\n" + host + "X\r\n\r\n", 400},
    {"empty_name", "GET / HTTP/1.1\r\n" + host + ": b\r\n\r\n", 400},

    {"host_missing", "GET / HTTP/1.1\r\nX: a\r\n\r\n", 400},
    {"host_twice", "GET / HTTP/1.1\r\n" + host + host + "\r\n", 400},
    {"host_twice_in_1_0", "GET / HTTP/1.0\r\n" + host + host + "\r\n", 400},
    {"host_with_path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
    {"host_with_user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400},

    {"length_and_chunked",
     "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"chunked_and_length",
     "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", 400},
    {"two_lengths", "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
     400},
    {"two_equal_lengths",
     "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", 400},
    {"list_of_lengths", "POST / HTTP/1.1\r\n" + host + "Content-Length: 5, 5\r\n\r\n", 400},
    {"signed_length", "POST / HTTP/1.1\r\n" + host + "Content-Length: +5\r\n\r\n", 400},
    {"negative_length", "POST / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", 400},
    {"hex_length", "POST / HTTP/1.1\r\n" + host + "Content-Length: 0x5\r\n\r\n", 400},
    {"empty_length", "POST / HTTP/1.1\r\n" + host + "Content-Length:\r\n\r\n", 400},
    {"endless_length",
     "POST / HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\n", 400},
    {"length_with_space", "POST / HTTP/1.1\r\n" + host + "Content-Length: 5 6\r\n\r\n", 400},
    {"gzip", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\n", 501},
    {"gzip_chunked", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n",
     501},
    {"identity", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: identity\r\n\r\n", 501},
    {"chunked_not_last", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked, gzip\r\n\r\n",
     400},
    {"chunked_twice_in_one",
     "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked, chunked\r\n\r\n", 400},
    {"chunked_twice",
     "POST / HTTP/1.1\r\n" + host +
         "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
     400},
    {"chunked_misspelt", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n\r\n", 501},
    {"chunked_with_vertical_tab",
     "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: \vchunked\r\n\r\n", 400},
    {"empty_coding", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding:\r\n\r\n", 400},
    {"chunked_in_1_0", "POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n", 400},
    {"unknown_expectation", "POST / HTTP/1.1\r\n" + host + "Expect: a-miracle\r\n\r\n", 417},

    {"target_too_long", "GET /" + std::string(300, 'a') + " HTTP/1.1\r\n" + host + "\r\n", 414},
    {"target_endless", "GET /" + std::string(2000, 'a'), 414},
    {"header_too_large", "GET / HTTP/1.1\r\n" + host + "X: " + std::string(2000, 'a'), 431},
    {"too_many_headers",
     "GET / HTTP/1.1\r\n" + host + "A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\n\r\n", 431},
};

ParserLimits small_limits() {
  ParserLimits limits;
  limits.header_bytes = 1024;
  limits.target_bytes = 200;
  limits.headers = 5;
  return limits;
}

// Feeds what is there after each of `ends`, as if it came in so many pieces, each time somewhere
// else in memory.
int outcome(const std::string& bytes, const std::vector<std::size_t>& ends) {
  RequestParser parser(small_limits());
  std::string last;
  for (const auto end : ends) {
    std::string now = bytes.substr(0, end);
    parser.head().rebase(last.data(), last.size(), now.data());
    last.swap(now);
    switch (parser.feed(last)) {
      case State::refused: return parser.refusal().status;
      case State::done: return 0;
      case State::more: break;
    }
  }
  return -1;
}

class ParserTable : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Requests, ParserTable, testing::ValuesIn(cases),
                         [](const auto& test) { return test.param.name; });

TEST_P(ParserTable, InOnePiece) {
  const auto& bytes = GetParam().bytes;
  EXPECT_EQ(outcome(bytes, {bytes.size()}), GetParam().status);
}

TEST_P(ParserTable, SplitAtEveryByte) {
  const auto& bytes = GetParam().bytes;
  for (std::size_t at = 0; at <= bytes.size(); ++at)
    EXPECT_EQ(outcome(bytes, {at, bytes.size()}), GetParam().status) << "split at " << at;
}

TEST_P(ParserTable, ByteByByte) {
  const auto& bytes = GetParam().bytes;
  std::vector<std::size_t> ends;
  for (std::size_t at = 1; at <= bytes.size(); ++at) ends.push_back(at);
  EXPECT_EQ(outcome(bytes, ends), GetParam().status);
}

TEST(Parser, ShowsWhatWasSent) {
  const std::string bytes =
      "POST /hooks/city-sms?x=1 HTTP/1.1\r\n"
      "Host: 311.riverbend.example:8311\r\n"
      "X-Empty:\r\n"
      "X-Spaces: \t a b \t\r\n"
      "Content-Length: 3\r\n\r\nabcGET";
  RequestParser parser({});
  ASSERT_EQ(parser.feed(bytes), State::done);
  const auto& head = parser.head();
  EXPECT_EQ(head.method, "POST");
  EXPECT_EQ(head.target, "/hooks/city-sms?x=1");
  EXPECT_EQ(head.host, "311.riverbend.example:8311");
  EXPECT_EQ(head.content_length, 3);
  EXPECT_EQ(bytes.substr(head.size), "abcGET");
  EXPECT_TRUE(head.keep_alive);
  ASSERT_EQ(head.headers.size(), 4U);
  EXPECT_EQ(head.headers[1].value, "");
  EXPECT_EQ(head.headers[2].value, "a b");
}

TEST(Parser, ViewsFollowTheBytes) {
  const std::string bytes = "GET /a HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n";
  auto there = std::make_unique<std::string>(bytes);
  RequestParser parser({});
  ASSERT_EQ(parser.feed(*there), State::done);
  const std::string copy = *there;
  parser.head().rebase(there->data(), there->size(), copy.data());
  there.reset();
  EXPECT_EQ(parser.head().target, "/a");
  EXPECT_EQ(parser.head().host, "h");
  EXPECT_EQ(parser.head().headers.at(1).value, "y");
}

TEST(Parser, IsUsedAgain) {
  RequestParser parser({});
  ASSERT_EQ(parser.feed("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                        "Expect: 100-continue\r\nConnection: close\r\n\r\n"),
            State::done);
  EXPECT_FALSE(parser.head().keep_alive);
  EXPECT_TRUE(parser.head().chunked);
  EXPECT_TRUE(parser.head().expect_continue);
  parser.reset();
  ASSERT_EQ(parser.feed("GET / HTTP/1.1\r\nHost: b\r\n\r\n"), State::done);
  EXPECT_TRUE(parser.head().keep_alive);
  EXPECT_FALSE(parser.head().has_body());
  EXPECT_FALSE(parser.head().expect_continue);
  EXPECT_EQ(parser.head().host, "b");
}

TEST(Parser, KeepAliveByVersion) {
  const struct {
    std::string_view version, connection;
    bool keep;
  } table[] = {{"1.1", "", true},
               {"1.1", "Connection: close\r\n", false},
               {"1.1", "Connection: TE, Close\r\n", false},
               {"1.0", "", false},
               {"1.0", "Connection: keep-alive\r\n", true}};
  for (const auto& row : table) {
    RequestParser parser({});
    const std::string bytes = "GET / HTTP/" + std::string(row.version) + "\r\nHost: a\r\n" +
                              std::string(row.connection) + "\r\n";
    ASSERT_EQ(parser.feed(bytes), State::done);
    EXPECT_EQ(parser.head().keep_alive, row.keep) << bytes;
  }
}

TEST(Parser, OldClientsCannotExpect) {
  RequestParser parser({});
  ASSERT_EQ(parser.feed("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"),
            State::done);
  EXPECT_FALSE(parser.head().expect_continue);
}

}  // namespace
}  // namespace crosstown::http
