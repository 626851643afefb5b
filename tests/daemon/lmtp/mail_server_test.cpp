// The doors for mail over real sockets: what the session's table cannot show.
#include "daemon/lmtp/mail_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/daemon/http/test_certificate.h"
#include "tests/daemon/http/test_client.h"

namespace crosstown::mail {
namespace {

using http::TestClient;
using ::testing::EndsWith;
using ::testing::HasSubstr;
namespace asio = boost::asio;

// Keeps what it is given. A mail to "wait@…" is kept only after release(), one to "bug@…" throws.
class Keeper final : public MailReceiver {
 public:
  explicit Keeper(asio::io_context& io) : gate_(io) {
    gate_.expires_at(asio::steady_timer::time_point::max());
  }
  Reply recipient(std::string_view) const override { return {250, "2.1.5", "ok"}; }
  asio::awaitable<std::vector<Reply>> deliver(std::string_view raw, const std::string&,
                                              std::span<const std::string> recipients,
                                              const std::string&) override {
    if (recipients.front().starts_with("bug")) throw std::runtime_error("a bug");
    if (recipients.front().starts_with("wait")) {
      waiting.set_value();
      co_await gate_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    last = raw;
    ++mails;
    co_return std::vector<Reply>(recipients.size(), Reply{250, "2.0.0", "kept"});
  }
  void release() {
    asio::post(gate_.get_executor(), [this] { gate_.cancel(); });
  }

  std::promise<void> waiting;
  std::string last;  // read after its answer came
  int mails = 0;

 private:
  asio::steady_timer gate_;
};

class Door {
 public:
  explicit Door(DoorSettings settings = usual(), std::shared_ptr<http::TlsContext> tls = nullptr) {
    asio::io_context* const contexts[] = {&io_};
    server =
        std::make_unique<MailServer>(std::move(settings), keeper, contexts, disk_, std::move(tls));
    auto socket = http::ListeningSocket::open("127.0.0.1:0");
    port = socket.port();
    server->listen(std::move(socket));
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Door() {
    server->stop();
    server->abort();
    EXPECT_TRUE(server->wait_until_gone(std::chrono::seconds(10))) << "a coroutine is left over";
    EXPECT_EQ(server->connections(), 0U);
    guard_.reset();
    thread_.join();
  }
  static DoorSettings usual() {
    DoorSettings settings;
    settings.session.host = "ct.riverbend.example";
    settings.session.max_size = 4 << 20;
    settings.memory_mail = 64 * 1024;
    return settings;
  }
  // Everything that is said to these bytes until the door closes.
  std::string said_to(const std::string& bytes) const {
    TestClient client(port);
    client.send(bytes);
    return client.read_all();
  }

 private:
  asio::io_context io_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
  asio::thread_pool disk_{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard_{io_.get_executor()};

 public:
  Keeper keeper{io_};
  std::unique_ptr<MailServer> server;
  int port = 0;

 private:
  std::thread thread_;
};

std::string mail_to(const std::string& recipient, const std::string& text) {
  return "LHLO a\r\nMAIL FROM:<m@example.org>\r\nRCPT TO:<" + recipient + ">\r\nDATA\r\n" + text +
         "\r\n.\r\n";
}
const std::string quit = "QUIT\r\n";

std::string lines(std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += std::string(70, 'x') + "\r\n";
  return text + "end";
}

TEST(MailServer, TakesAMailInMemoryAndOneInAFile) {
  Door door;
  for (const std::size_t size : {100, 64 * 1024, 3'000'000}) {
    const std::string text = lines(size);
    EXPECT_THAT(door.said_to(mail_to("311@a.example", text) + quit),
                EndsWith("354 go ahead\r\n250 2.0.0 kept\r\n221 2.0.0 bye\r\n"));
    EXPECT_EQ(door.keeper.last, text + "\r\n");
  }
}

TEST(MailServer, TakesSeveralMailsOnOneConnection) {
  Door door;
  std::string bytes;
  for (int i = 0; i < 50; ++i) bytes += mail_to("311@a.example", lines(100));
  const std::string said = door.said_to(bytes + quit);
  EXPECT_EQ(door.keeper.mails, 50);
  EXPECT_THAT(said, EndsWith("250 2.0.0 kept\r\n221 2.0.0 bye\r\n"));
}

TEST(MailServer, AsksToTryAgainWhereThereIsNoRoom) {
  DoorSettings settings = Door::usual();
  settings.file_budget = 1 << 20;
  Door door(settings);
  const std::string said = door.said_to(mail_to("311@a.example", lines(2'000'000)) +
                                        mail_to("311@a.example", lines(100)) + quit);
  EXPECT_THAT(said, HasSubstr("354 go ahead\r\n452 4.3.1"));
  EXPECT_THAT(said, EndsWith("354 go ahead\r\n250 2.0.0 kept\r\n221 2.0.0 bye\r\n"));
  EXPECT_EQ(door.keeper.mails, 1);
}

TEST(MailServer, AsksToTryAgainAfterABug) {
  Door door;
  EXPECT_THAT(door.said_to(mail_to("bug@a.example", "x") + quit),
              EndsWith("451 4.3.0 not stored yet, please try again\r\n221 2.0.0 bye\r\n"));
}

TEST(MailServer, KeepsNothingOfAMailThatIsCutShort) {
  Door door;
  {
    TestClient client(door.port);
    client.send(mail_to("311@a.example", lines(200'000)).substr(0, 150'000));
    client.finish_sending();
    client.read_all();
  }
  EXPECT_EQ(door.keeper.mails, 0);
}

TEST(MailServer, SaysGoodbyeToTheSilent) {
  DoorSettings settings = Door::usual();
  settings.idle_timeout = std::chrono::milliseconds(50);
  Door door(settings);
  EXPECT_THAT(door.said_to("LHLO a\r\n"), EndsWith("421 4.3.2 ct.riverbend.example: too slow\r\n"));
}

TEST(MailServer, ClosesWhatIsTooMany) {
  DoorSettings settings = Door::usual();
  settings.max_connections = 1;
  Door door(settings);
  TestClient first(door.port);
  first.send("NOOP\r\n");
  ASSERT_TRUE(http::eventually([&] { return door.server->connections() == 1; }));
  EXPECT_EQ(door.said_to(""), "");
}

TEST(MailServer, LetsAMailEndWhenItStops) {
  Door door;
  TestClient idle(door.port), busy(door.port);
  idle.send("LHLO a\r\n");
  busy.send(mail_to("wait@a.example", "x"));
  door.keeper.waiting.get_future().wait();
  ASSERT_TRUE(http::eventually([&] { return door.server->connections() == 2; }));
  door.server->stop();
  EXPECT_THAT(idle.read_all(), EndsWith("421 4.3.2 ct.riverbend.example: stopping, please try "
                                        "again\r\n"));
  door.keeper.release();
  EXPECT_THAT(busy.read_all(), HasSubstr("250 2.0.0 kept\r\n421 4.3.2"));
}

TEST(MailServer, SpeaksTlsAfterStartTls) {
  const http::TestFolder folder;
  http::write_certificate("ct.riverbend.example", folder.file("c.pem"), folder.file("k.pem"));
  DoorSettings settings = Door::usual();
  settings.session.protocol = Protocol::smtp;
  settings.session.can_start_tls = settings.session.must_start_tls = true;
  Door door(settings, std::make_shared<http::TlsContext>(
                          http::TlsFiles{folder.file("c.pem"), folder.file("k.pem")}));
  TestClient tcp(door.port);
  tcp.send("EHLO a\r\nSTARTTLS\r\n");
  std::string clear(1024, '\0');
  std::string heard;
  while (heard.find("220 2.0.0 go ahead\r\n") == std::string::npos) {
    const auto size = ::recv(tcp.descriptor(), clear.data(), clear.size(), 0);
    ASSERT_GT(size, 0);
    heard.append(clear, 0, static_cast<std::size_t>(size));
  }
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  SSL_CTX_free);
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), SSL_free);
  SSL_set_fd(ssl.get(), tcp.descriptor());
  ASSERT_EQ(SSL_connect(ssl.get()), 1);
  const std::string bytes = "EHLO a\r\n" + mail_to("311@a.example", "secret").substr(8) + quit;
  SSL_write(ssl.get(), bytes.data(), static_cast<int>(bytes.size()));
  std::string said;
  char buffer[1024];
  for (int size = 0; (size = SSL_read(ssl.get(), buffer, sizeof buffer)) > 0;)
    said.append(buffer, static_cast<std::size_t>(size));
  EXPECT_THAT(said, EndsWith("250 2.0.0 kept\r\n221 2.0.0 bye\r\n"));
  EXPECT_EQ(door.keeper.last, "secret\r\n");
}

}  // namespace
}  // namespace crosstown::mail
