// A certificate authority that is made when a test runs, and a server whose every connection
// follows a script.
#pragma once

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace crosstown::http {

class TestAuthority {
 public:
  TestAuthority();
  void write_certificate(const std::string& file) const;  // PEM, for ca_file
  // A server's context with a certificate for that name ("DNS:localhost", "IP:127.0.0.1").
  [[nodiscard]] std::shared_ptr<SSL_CTX> server_context(const std::string& subject_alt_name) const;

 private:
  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<X509> certificate_;
};

// One connection of the server, blocking.
class Session {
 public:
  Session(int socket, SSL* tls) : socket_(socket), tls_(tls) {}
  // A whole request with its body; empty: the client closed.
  std::string request();
  void send(std::string_view bytes);
  // Until the client closes.
  void wait_for_close();
  void close();
  // Without TLS' goodbye: the next thing is the end of the TCP connection.
  void cut() { cut_ = true; }
  [[nodiscard]] bool was_cut() const { return cut_; }

 private:
  int read(char* into, int size);
  const int socket_;
  SSL* const tls_;
  std::string pending_;
  bool cut_ = false;
};

class ScriptedServer {
 public:
  using Script = std::function<void(Session&)>;
  // Each connection has a thread that runs `script` and then closes it.
  ScriptedServer(Script script, std::shared_ptr<SSL_CTX> tls = nullptr);
  ~ScriptedServer();
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url(const std::string& path,
                                const std::string& host = "localhost") const;
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void accept_all();
  void serve(int socket);
  const Script script_;
  const std::shared_ptr<SSL_CTX> tls_;
  int listening_ = -1;
  int port_ = 0;
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace crosstown::http
