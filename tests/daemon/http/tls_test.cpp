#include "daemon/http/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "tests/daemon/http/test_certificate.h"
#include "tests/daemon/http/test_client.h"
#include "tests/daemon/http/test_server.h"

namespace crosstown::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string request = "GET /peer HTTP/1.1\r\nHost: a\r\n\r\n";

// A TLS client on a blocking socket.
class TlsClient {
 public:
  explicit TlsClient(int port, std::string alpn = "", int max_version = 0) : tcp_(port) {
    if (max_version != 0) SSL_CTX_set_max_proto_version(context_.get(), max_version);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), tcp_.descriptor());
    if (!alpn.empty()) {
      alpn.insert(alpn.begin(), static_cast<char>(alpn.size()));
      SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(alpn.data()),
                          static_cast<unsigned>(alpn.size()));
    }
    connected = SSL_connect(ssl_.get()) == 1;
  }

  [[nodiscard]] std::string common_name() const {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        SSL_get1_peer_certificate(ssl_.get()), X509_free);
    char name[64] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name,
                              sizeof name);
    return name;
  }
  [[nodiscard]] std::string alpn() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }
  void send(std::string_view bytes) {
    SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
  }
  // Until the other side says goodbye. `complete` tells whether it did.
  std::string read_all() {
    std::string all;
    char buffer[16 * 1024];
    int size = 0;
    while ((size = SSL_read(ssl_.get(), buffer, sizeof buffer)) > 0) all.append(buffer, size);
    complete = SSL_get_error(ssl_.get(), size) == SSL_ERROR_ZERO_RETURN;
    return all;
  }
  std::string ask(std::string_view bytes, std::string_view until) {
    send(bytes);
    std::string all;
    char buffer[16 * 1024];
    while (all.find(until) == std::string::npos) {
      const int size = SSL_read(ssl_.get(), buffer, sizeof buffer);
      if (size <= 0) break;
      all.append(buffer, size);
    }
    return all;
  }

  bool connected = false;
  bool complete = false;

 private:
  TestClient tcp_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{SSL_CTX_new(TLS_client_method()),
                                                             SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
};

class Tls : public testing::Test {
 protected:
  Tls() {
    write_certificate("first.example", files.certificate_chain, files.private_key);
    context = std::make_shared<TlsContext>(files);
  }
  TestFolder folder;
  TlsFiles files{folder.file("chain.pem"), folder.file("key.pem")};
  std::shared_ptr<TlsContext> context;
};

TEST_F(Tls, RequestsAreServed) {
  TestServer server(TestServer::quick(), context);
  TlsClient client(server.port(), "http/1.1");
  ASSERT_TRUE(client.connected);
  EXPECT_EQ(client.alpn(), "http/1.1");
  EXPECT_NE(client.ask(request, "secure").find("127.0.0.1 secure https://a"), std::string::npos);
  EXPECT_NE(client.ask(request, "secure").find("200 OK"), std::string::npos);
}

TEST_F(Tls, LargeBodiesBothWays) {
  TestServer server(TestServer::quick(), context);
  TlsClient client(server.port());
  const std::string body(1'000'000, 'x');
  client.send(
      "POST /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n");
  client.send(body);
  const auto answer = client.read_all();
  EXPECT_TRUE(answer.ends_with("POST /a " + body));
  EXPECT_TRUE(client.complete) << "no close_notify";
}

TEST_F(Tls, OldVersionsAndForeignProtocolsAreRefused) {
  TestServer server(TestServer::quick(), context);
  EXPECT_FALSE(TlsClient(server.port(), "", TLS1_1_VERSION).connected);
  EXPECT_TRUE(TlsClient(server.port(), "", TLS1_2_VERSION).connected);
  EXPECT_FALSE(TlsClient(server.port(), "h2", TLS1_2_VERSION).connected);
}

TEST_F(Tls, ReloadIsForNewHandshakes) {
  TestServer server(TestServer::quick(), context);
  TlsClient old(server.port());
  EXPECT_EQ(old.common_name(), "first.example");
  write_certificate("second.example", files.certificate_chain, files.private_key);
  EXPECT_TRUE(reload(std::array{context}).empty());
  EXPECT_EQ(TlsClient(server.port()).common_name(), "second.example");
  EXPECT_NE(old.ask(request, "secure").find("200 OK"), std::string::npos);
}

TEST_F(Tls, BadFilesKeepTheOldCertificate) {
  TestServer server(TestServer::quick(), context);
  std::ofstream(files.certificate_chain) << "not a certificate";
  EXPECT_THAT(reload(std::array{context}), ElementsAre(HasSubstr(files.certificate_chain)));
  write_certificate("second.example", files.certificate_chain, folder.file("another.pem"));
  EXPECT_THAT(reload(std::array{context}), ElementsAre(HasSubstr(files.private_key)));
  EXPECT_EQ(TlsClient(server.port()).common_name(), "first.example");
}

TEST_F(Tls, DoorsAreReloadedTogetherOrNotAtAll) {
  const TlsFiles others{folder.file("admin.pem"), folder.file("admin-key.pem")};
  write_certificate("first.example", others.certificate_chain, others.private_key);
  const std::array doors{context, std::shared_ptr<TlsContext>(),
                         std::make_shared<TlsContext>(others)};
  TestServer first(TestServer::quick(), doors[0]);
  TestServer last(TestServer::quick(), doors[2]);
  write_certificate("second.example", files.certificate_chain, files.private_key);
  std::ofstream(others.private_key) << "not a key";
  EXPECT_THAT(reload(doors), ElementsAre(HasSubstr(others.private_key)));
  EXPECT_EQ(TlsClient(first.port()).common_name(), "first.example");
  write_certificate("second.example", others.certificate_chain, others.private_key);
  EXPECT_THAT(reload(doors), IsEmpty());
  EXPECT_EQ(TlsClient(first.port()).common_name(), "second.example");
  EXPECT_EQ(TlsClient(last.port()).common_name(), "second.example");
}

TEST_F(Tls, MissingFilesAreNamedAtStart) {
  files.private_key = folder.file("none.pem");
  try {
    TlsContext missing(files);
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("none.pem"), std::string::npos);
  }
}

TEST_F(Tls, ASlowHandshakeIsClosed) {
  auto settings = TestServer::quick();
  settings.slow_request = std::chrono::milliseconds(100);
  TestServer server(settings, context);
  TestClient client(server.port());
  EXPECT_EQ(client.read_all(), "");
}

TEST_F(Tls, PlainTextIsRefused) {
  TestServer server(TestServer::quick(), context);
  TestClient client(server.port());
  client.send(request);
  EXPECT_EQ(client.read_answer().status, 0);
}

TEST_F(Tls, AStopSaysGoodbye) {
  TestServer server(TestServer::quick(), context);
  TlsClient client(server.port());
  EXPECT_NE(client.ask(request, "secure").find("200 OK"), std::string::npos);
  server.server().stop();
  EXPECT_EQ(client.read_all(), "");
  EXPECT_TRUE(client.complete) << "no close_notify";
}

}  // namespace
}  // namespace crosstown::http
