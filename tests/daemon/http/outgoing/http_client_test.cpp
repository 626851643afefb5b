// The outgoing client against a real server, in everything that can go wrong between the two.
#include "daemon/http/outgoing/http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <optional>
#include <stdexcept>
#include <thread>

#include "tests/daemon/http/outgoing/test_authority.h"
#include "tests/daemon/http/test_certificate.h"

namespace crosstown::http {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

class Client : public ::testing::Test {
 protected:
  Client() : work_(context_.get_executor()), thread_([this] { context_.run(); }) {
    authority_.write_certificate(folder_.file("ca.pem"));
    settings_.ca_file = folder_.file("ca.pem");
    settings_.allowed = {"127.0.0.0/8", "::1"};
  }
  ~Client() override {
    if (client_) client_->stop();
    work_.reset();
    thread_.join();
    client_.reset();
  }

  HttpClient& client() {
    if (!client_) client_.emplace(context_.get_executor(), settings_);
    return *client_;
  }
  std::future<CallResult> begin(const std::string& url, const std::string& method = "GET",
                                const std::string& body = {}) {
    return begin(OutgoingCall{method, url, {}, body});
  }
  std::future<CallResult> begin(OutgoingCall call) {
    return asio::co_spawn(context_, client().call(std::move(call)), asio::use_future);
  }
  CallResult call(const std::string& url, const std::string& method = "GET",
                  const std::string& body = {}) {
    return begin(url, method, body).get();
  }
  // "200 ok", or "connect not sent".
  static std::string told(const CallResult& result) {
    if (const auto* answer = std::get_if<OutgoingAnswer>(&result))
      return std::to_string(answer->status) + ' ' + answer->body;
    const auto& failure = std::get<CallFailure>(result);
    return std::string(to_text(failure.trouble)) + (failure.sent ? " sent" : " not sent");
  }
  static std::string detail(const CallResult& result) {
    const auto* failure = std::get_if<CallFailure>(&result);
    return failure ? failure->detail : "";
  }
  std::size_t idle() {
    std::promise<std::size_t> promise;
    asio::post(context_, [&] { promise.set_value(client().idle_connections()); });
    return promise.get_future().get();
  }
  std::shared_ptr<SSL_CTX> localhost() { return authority_.server_context("DNS:localhost"); }

  TestFolder folder_;
  TestAuthority authority_;
  HttpClientSettings settings_;
  asio::io_context context_;
  std::optional<HttpClient> client_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::thread thread_;
};

ScriptedServer::Script answering(std::string_view answer) {
  return [answer](Session& session) {
    while (!session.request().empty()) session.send(answer);
  };
}

// Answers as many requests as come, but says or does something else than HTTP has it.
ScriptedServer::Script once(std::string_view answer) {
  return [answer](Session& session) {
    if (!session.request().empty()) session.send(answer);
  };
}

TEST_F(Client, ACallHasItsAnswerOverTlsAndInTheClear) {
  ScriptedServer safe(answering(ok), localhost());
  ScriptedServer clear(answering(ok));
  EXPECT_EQ(told(call(safe.url("/"))), "200 ok");
  EXPECT_EQ(told(call(clear.url("/"))), "200 ok");
}

TEST_F(Client, TheRequestIsWhatWasAskedFor) {
  std::string seen;
  ScriptedServer server([&](Session& session) {
    seen = session.request();
    session.send(ok);
  });
  OutgoingCall wanted{"POST", server.url("/a?b=c"), {{"X-One", "1"}}, "text"};
  EXPECT_EQ(told(begin(wanted).get()), "200 ok");
  EXPECT_THAT(seen, StartsWith("POST /a?b=c HTTP/1.1\r\nHost: localhost:"));
  EXPECT_THAT(seen, HasSubstr("\r\nX-One: 1\r\nContent-Length: 4\r\n\r\ntext"));
}

TEST_F(Client, WhatCouldAddALineIsNotSent) {
  ScriptedServer server(answering(ok));
  const std::pair<std::string, std::string> bad[] = {
      {"X", "a\r\nY: b"}, {"X\r\nY", "b"}, {"", "b"}, {"Host", "b"}, {"content-length", "0"}};
  for (const auto& header : bad) {
    OutgoingCall wanted{"GET", server.url("/"), {header}, ""};
    EXPECT_EQ(told(begin(wanted).get()), "bad_call not sent") << header.first;
  }
  for (const char* url : {"", "ftp://localhost/", "http://a b/", "https://u@localhost/", "x"})
    EXPECT_EQ(told(call(url)), "bad_call not sent") << url;
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(Client, AConnectionServesTheNextCall) {
  ScriptedServer server(answering(ok), localhost());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(told(call(server.url("/"), "POST", "x")), "200 ok");
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(idle(), 1u);
}

TEST_F(Client, AConnectionThatThePeerClosedIsNotUsed) {
  for (const bool tls : {true, false}) {
    std::vector<std::promise<void>> closed(3);
    std::atomic<std::size_t> which{0};
    ScriptedServer server(
        [&](Session& session) {
          session.request();
          session.send(ok);
          session.close();  // over the loopback the other side has it when this returns
          closed[which++].set_value();
        },
        tls ? localhost() : nullptr);
    for (auto& one : closed) {
      EXPECT_EQ(told(call(server.url("/"), "POST", "x")), "200 ok");
      one.get_future().wait();
    }
  }
}

TEST_F(Client, APostOnAConnectionThatBreaksIsNotRepeatedButAGetIs) {
  std::atomic<int> requests{0};
  ScriptedServer server([&](Session& session) {
    session.request();
    ++requests;
    session.send(ok);
    if (session.request().empty()) return;  // takes a second one and closes without an answer
    ++requests;
  });
  EXPECT_EQ(told(call(server.url("/"))), "200 ok");
  EXPECT_EQ(told(call(server.url("/"), "POST", "x")), "broken sent");
  EXPECT_EQ(requests, 2);
  EXPECT_EQ(told(call(server.url("/"))), "200 ok");
  EXPECT_EQ(told(call(server.url("/"))), "200 ok");  // its connection broke, and it was repeated
  EXPECT_EQ(requests, 5);
}

TEST_F(Client, NoMoreConnectionsAreKeptThanAreWanted) {
  settings_.idle_per_host = 2;
  std::promise<void> go;
  const auto all = go.get_future().share();
  ScriptedServer server([&](Session& session) {
    while (!session.request().empty()) {
      all.wait();
      session.send(ok);
    }
  });
  std::vector<std::future<CallResult>> calls;
  for (int i = 0; i < 5; ++i) calls.push_back(begin(server.url("/")));
  while (server.connections() < 5) std::this_thread::yield();
  go.set_value();
  for (auto& one : calls) EXPECT_EQ(told(one.get()), "200 ok");
  EXPECT_EQ(idle(), 2u);
}

TEST_F(Client, AnIdleConnectionIsClosedInTime) {
  settings_.idle = 50ms;
  std::promise<void> gone;
  ScriptedServer server([&](Session& session) {
    session.request();
    session.send(ok);
    session.wait_for_close();
    gone.set_value();
  });
  EXPECT_EQ(told(call(server.url("/"))), "200 ok");
  EXPECT_EQ(gone.get_future().wait_for(20s), std::future_status::ready);
  EXPECT_EQ(idle(), 0u);
}

TEST_F(Client, CallsBeyondAHostsPlacesWaitForTheirTurn) {
  settings_.calls_per_host = 2;
  std::atomic<int> at_once{0}, most{0};
  ScriptedServer server([&](Session& session) {
    while (!session.request().empty()) {
      const int now = ++at_once;
      int before = most;
      while (before < now && !most.compare_exchange_weak(before, now)) {
      }
      --at_once;
      session.send(ok);
    }
  });
  std::vector<std::future<CallResult>> calls;
  for (int i = 0; i < 40; ++i) calls.push_back(begin(server.url("/")));
  for (auto& one : calls) EXPECT_EQ(told(one.get()), "200 ok");
  EXPECT_LE(most, 2);
  EXPECT_LE(server.connections(), 2);
}

TEST_F(Client, WhoWaitsInVainForAPlaceIsToldInTime) {
  settings_.calls_per_host = 1;
  settings_.timeout = 200ms;
  ScriptedServer server([](Session& session) { session.wait_for_close(); });
  auto first = begin(server.url("/"));
  auto second = begin(server.url("/"));
  EXPECT_EQ(told(first.get()), "timeout sent");
  EXPECT_EQ(told(second.get()), "timeout not sent");
}

TEST_F(Client, CertificatesAreChecked) {
  ScriptedServer other_name(answering(ok), authority_.server_context("DNS:other.example.org"));
  ScriptedServer other_authority(answering(ok), TestAuthority().server_context("DNS:localhost"));
  ScriptedServer address(answering(ok), authority_.server_context("IP:127.0.0.1"));
  const CallResult wrong_name = call(other_name.url("/"));
  EXPECT_EQ(told(wrong_name), "tls not sent");
  EXPECT_THAT(detail(wrong_name), ::testing::ContainsRegex("[Hh]ostname mismatch"));
  EXPECT_EQ(told(call(other_authority.url("/"))), "tls not sent");
  EXPECT_EQ(told(call(address.url("/", "127.0.0.1"))), "200 ok");
  EXPECT_EQ(told(call(other_name.url("/", "127.0.0.1"))), "tls not sent");
}

TEST_F(Client, ADoorWithoutTlsOrWithoutTheWillToSpeakItIsNoDoor) {
  ScriptedServer clear([](Session& session) { session.send("HTTP/1.1 400 Bad\r\n\r\n"); });
  EXPECT_EQ(told(call("https://localhost:" + std::to_string(clear.port()) + "/")), "tls not sent");
  settings_.connect_timeout = 150ms;
  client_.reset();
  ScriptedServer mute([](Session& session) { session.wait_for_close(); });
  EXPECT_EQ(told(call("https://localhost:" + std::to_string(mute.port()) + "/")),
            "connect not sent");
}

TEST_F(Client, WhatIsNotPublicIsNotCalledUnlessItIsAllowed) {
  ScriptedServer server(answering(ok));
  settings_.allowed.clear();
  EXPECT_EQ(told(call(server.url("/"))), "forbidden not sent");
  EXPECT_EQ(told(call(server.url("/", "127.0.0.1"))), "forbidden not sent");
  EXPECT_EQ(told(call(server.url("/", "[::ffff:127.0.0.1]"))), "forbidden not sent");
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(Client, ANameThatIsNoneAndADoorThatIsShut) {
  EXPECT_EQ(told(call("http://nobody.invalid/")), "unresolved not sent");
  int port = 0;
  {
    ScriptedServer gone(answering(ok));
    port = gone.port();
  }
  EXPECT_EQ(told(call("http://127.0.0.1:" + std::to_string(port) + "/")), "connect not sent");
}

TEST_F(Client, ASlowAnswerIsNotWaitedFor) {
  settings_.timeout = 200ms;
  ScriptedServer silent([](Session& session) { session.wait_for_close(); }, localhost());
  ScriptedServer half([](Session& session) {
    session.request();
    session.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    session.wait_for_close();
  });
  EXPECT_EQ(told(call(silent.url("/"), "POST", "x")), "timeout sent");
  EXPECT_EQ(told(call(half.url("/"))), "timeout sent");
}

TEST_F(Client, AnAnswerHasItsBounds) {
  settings_.max_body = 100;
  settings_.max_head = 1000;
  const std::string body(101, 'x');
  const std::string announced = "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + body;
  const std::string in_pieces =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + body + "\r\n0\r\n\r\n";
  const std::string to_the_end = "HTTP/1.1 200 OK\r\n\r\n" + body;
  const std::string head = "HTTP/1.1 200 OK\r\nX: " + std::string(2000, 'x') + "\r\n\r\n";
  const std::string endless = "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x');
  for (const auto& answer : {announced, in_pieces, to_the_end, head, endless}) {
    ScriptedServer server(once(answer));
    EXPECT_EQ(told(call(server.url("/"))), "too_large sent") << answer.substr(0, 60);
  }
  ScriptedServer server(once(announced));
  OutgoingCall wanted{"GET", server.url("/"), {}, "", 101};
  EXPECT_EQ(told(begin(wanted).get()), "200 " + body);
}

TEST_F(Client, WhatIsCutOffIsNoAnswer) {
  const char* answers[] = {"",
                           "HTTP/1.1 2",
                           "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal",
                           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha",
                           "SMTP ready\r\n\r\n",
                           "HTTP/1.1 99999 Odd\r\n\r\n"};
  for (const char* answer : answers) {
    for (const bool tls : {false, true}) {
      ScriptedServer server(once(answer), tls ? localhost() : nullptr);
      EXPECT_EQ(told(call(server.url("/"), "POST", "x")), "broken sent") << answer;
    }
  }
}

// Without a length the end of the connection is the end of the answer: over TLS only with a
// goodbye, or anybody on the way could make it shorter.
TEST_F(Client, AnAnswerThatEndsWithItsConnection) {
  const auto script = [](bool cut) {
    return [cut](Session& session) {
      session.request();
      session.send("HTTP/1.1 200 OK\r\n\r\nall of it");
      if (cut) session.cut();
    };
  };
  ScriptedServer whole(script(false), localhost());
  ScriptedServer cut(script(true), localhost());
  EXPECT_EQ(told(call(whole.url("/"))), "200 all of it");
  EXPECT_EQ(told(call(cut.url("/"))), "broken sent");
  EXPECT_EQ(idle(), 0u);
}

TEST_F(Client, InterimAnswersArePassedOver) {
  ScriptedServer server(
      answering("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nX: y\r\n\r\n"
                "HTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\n1"));
  EXPECT_EQ(told(call(server.url("/"))), "201 1");
  std::string endless;
  for (int i = 0; i < 20; ++i) endless += "HTTP/1.1 100 Continue\r\n\r\n";
  ScriptedServer other(once(endless));
  EXPECT_EQ(told(call(other.url("/"))), "broken sent");
}

TEST_F(Client, RedirectsAreAnswers) {
  ScriptedServer server(answering(
      "HTTP/1.1 307 There\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"));
  const CallResult result = call(server.url("/"));
  EXPECT_EQ(told(result), "307 ");
  EXPECT_EQ(std::get<OutgoingAnswer>(result).header("location"), "http://127.0.0.1:1/");
}

TEST_F(Client, AnAnswerToHeadHasNoBody) {
  ScriptedServer server(answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"));
  EXPECT_EQ(told(call(server.url("/"), "HEAD")), "200 ");
  EXPECT_EQ(told(call(server.url("/"), "HEAD")), "200 ");
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(Client, MoreThanTheAnswerMakesAConnectionUseless) {
  ScriptedServer server(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 "));
  EXPECT_EQ(told(call(server.url("/"))), "200 ok");
  EXPECT_EQ(idle(), 0u);
}

TEST_F(Client, StoppingEndsWhatIsUnderWay) {
  std::promise<void> asked;
  ScriptedServer server([&](Session& session) {
    session.request();
    asked.set_value();
    session.wait_for_close();
  });
  auto under_way = begin(server.url("/"), "POST", "x");
  asked.get_future().wait();
  client().stop();
  EXPECT_EQ(told(under_way.get()), "stopped sent");
  EXPECT_EQ(told(call(server.url("/"))), "stopped not sent");
}

TEST(ClientSettings, WhatCannotBeUsedIsToldAtTheStart) {
  asio::io_context context;
  HttpClientSettings no_file;
  no_file.ca_file = "/nowhere/ca.pem";
  EXPECT_THROW(HttpClient(context.get_executor(), no_file), std::runtime_error);
  HttpClientSettings no_block;
  no_block.allowed = {"10.0.0.0/99"};
  EXPECT_THROW(HttpClient(context.get_executor(), no_block), std::invalid_argument);
}

}  // namespace
}  // namespace crosstown::http
