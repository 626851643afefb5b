#include "tests/daemon/http/outgoing/test_authority.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace crosstown::http {
namespace {

using Certificate = std::shared_ptr<X509>;

void add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate make(const std::string& name, EVP_PKEY* key, int serial) {
  Certificate certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86400);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

}  // namespace

TestAuthority::TestAuthority()
    : key_(EVP_EC_gen("P-256"), EVP_PKEY_free), certificate_(make("Test CA", key_.get(), 1)) {
  X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
  add_extension(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(certificate_.get(), key_.get(), EVP_sha256());
}

void TestAuthority::write_certificate(const std::string& file) const {
  std::FILE* out = std::fopen(file.c_str(), "w");
  ASSERT_NE(out, nullptr);
  EXPECT_EQ(PEM_write_X509(out, certificate_.get()), 1);
  std::fclose(out);
}

std::shared_ptr<SSL_CTX> TestAuthority::server_context(const std::string& subject_alt_name) const {
  const std::shared_ptr<EVP_PKEY> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const Certificate certificate = make("server", key.get(), 2);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
  add_extension(certificate.get(), NID_subject_alt_name, subject_alt_name);
  X509_sign(certificate.get(), key_.get(), EVP_sha256());
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_use_certificate(context.get(), certificate.get());
  SSL_CTX_use_PrivateKey(context.get(), key.get());
  return context;
}

int Session::read(char* into, int size) {
  return tls_ ? SSL_read(tls_, into, size) : static_cast<int>(::recv(socket_, into, size, 0));
}

std::string Session::request() {
  char chunk[4096];
  for (;;) {
    const auto head = pending_.find("\r\n\r\n");
    if (head != std::string::npos) {
      const auto field = pending_.find("Content-Length: ");
      const std::size_t body =
          field < head ? std::strtoul(pending_.c_str() + field + 16, nullptr, 10) : 0;
      if (pending_.size() >= head + 4 + body) {
        const std::string whole = pending_.substr(0, head + 4 + body);
        pending_.erase(0, whole.size());
        return whole;
      }
    }
    const int got = read(chunk, sizeof chunk);
    if (got <= 0) return {};
    pending_.append(chunk, static_cast<std::size_t>(got));
  }
}

void Session::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent =
        tls_ ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
             : static_cast<int>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void Session::wait_for_close() {
  char chunk[4096];
  while (read(chunk, sizeof chunk) > 0) {
  }
}

void Session::close() {
  if (tls_) SSL_shutdown(tls_);
  ::shutdown(socket_, SHUT_WR);
}

ScriptedServer::ScriptedServer(Script script, std::shared_ptr<SSL_CTX> tls)
    : script_(std::move(script)), tls_(std::move(tls)) {
  ::signal(SIGPIPE, SIG_IGN);  // SSL_write has no MSG_NOSIGNAL
  listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(listening_, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::listen(listening_, 64), 0);
  ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listening_, SHUT_RDWR);
  acceptor_.join();
  ::close(listening_);
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
}

std::string ScriptedServer::url(const std::string& path, const std::string& host) const {
  return (tls_ ? "https://" : "http://") + host + ':' + std::to_string(port_) + path;
}

void ScriptedServer::accept_all() {
  for (;;) {
    const int socket = ::accept(listening_, nullptr, nullptr);
    if (socket < 0) return;
    ++connections_;
    const std::lock_guard lock(mutex_);
    sockets_.push_back(socket);
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void ScriptedServer::serve(int socket) {
  const std::unique_ptr<SSL, decltype(&SSL_free)> tls(tls_ ? SSL_new(tls_.get()) : nullptr,
                                                      SSL_free);
  if (tls) SSL_set_fd(tls.get(), socket);
  Session session(socket, tls.get());
  if (!tls || SSL_accept(tls.get()) == 1) script_(session);
  if (tls && !session.was_cut()) SSL_shutdown(tls.get());
  const std::lock_guard lock(mutex_);
  std::erase(sockets_, socket);
  ::close(socket);
}

}  // namespace crosstown::http
