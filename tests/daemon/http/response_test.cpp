#include "daemon/http/response.h"

#include <gtest/gtest.h>

namespace crosstown::http {
namespace {

std::string written(const Response& response, const Framing& framing) {
  std::string out;
  append_head(out, response, framing);
  return out;
}

TEST(Response, Head) {
  Response response;
  response.content_type = "text/plain";
  response.body = "abc";
  response.headers = {{"X-One", "1"}, {"X-Two", "2"}};
  Framing framing;
  framing.date = "Sun, 06 Nov 1994 08:49:37 GMT";
  EXPECT_EQ(written(response, framing),
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/plain\r\n"
            "Content-Length: 3\r\nX-One: 1\r\nX-Two: 2\r\n\r\n");
}

TEST(Response, ConnectionIsSaidOnlyWhereItDiffersFromTheDefault) {
  const struct {
    bool http11, keep;
    std::string_view line;
  } table[] = {{true, true, ""},
               {true, false, "Connection: close\r\n"},
               {false, true, "Connection: keep-alive\r\n"},
               {false, false, "Connection: close\r\n"}};
  for (const auto& row : table) {
    Framing framing;
    framing.http11 = row.http11;
    framing.keep_alive = row.keep;
    EXPECT_EQ(written({}, framing),
              "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + std::string(row.line) + "\r\n");
  }
}

TEST(Response, StatusWithoutBodyHasNoLength) {
  for (const int status : {204, 304}) {
    Response response;
    response.status = status;
    response.body = "never sent";
    EXPECT_EQ(written(response, {}).find("Content-Length"), std::string::npos);
  }
}

TEST(Response, AValueCannotAddALine) {
  Response response;
  response.headers = {{"X", std::string("a\r\nSet-Cookie: b\0", 17)}};
  EXPECT_EQ(written(response, {}),
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: a  Set-Cookie: b \r\n\r\n");
}

TEST(Response, Date) {
  EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(Response, UnknownStatusHasALineToo) {
  Response response;
  response.status = 299;
  EXPECT_TRUE(written(response, {}).starts_with("HTTP/1.1 299 "));
}

}  // namespace
}  // namespace crosstown::http
