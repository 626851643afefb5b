// A server that answers what a test tells it to, byte for byte: well, badly, or not at all.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/daemon/ctl/tls_identity.h"

namespace crosstown::ctl {

// A whole HTTP answer with a JSON body.
[[nodiscard]] std::string http_answer(int status, std::string_view body,
                                      std::string_view content_type = "application/json");

class StubServer {
 public:
  enum class Kind { unix_socket, tcp, tls };
  explicit StubServer(Kind kind);
  ~StubServer();  // stops the thread
  StubServer(const StubServer&) = delete;
  StubServer& operator=(const StubServer&) = delete;

  // What to send to a request, "GET /api/v1/status"; then the connection is closed. Nothing: it is
  // cut. Whatever was not told is answered with 404.
  void answer(const std::string& request_line, std::string bytes);
  // Takes the request and says nothing until the server ends.
  void keep_silent(const std::string& request_line);

  // Every request so far, head and body, in their order.
  [[nodiscard]] std::vector<std::string> requests() const;

  [[nodiscard]] const std::string& path() const { return path_; }  // of the unix socket
  [[nodiscard]] std::string url() const;                           // "https://127.0.0.1:40123"

 private:
  struct Connection;

  void listen();
  void serve();
  void serve_one(Connection& connection);
  std::string take(Connection& connection);
  bool wait_for(int descriptor) const;  // false: the server ends

  const Kind kind_;
  TlsContext tls_;
  std::string folder_;
  std::string path_;
  int port_ = 0;
  int listener_ = -1;
  int stop_ = -1;  // an eventfd

  mutable std::mutex mutex_;
  std::map<std::string, std::string> answers_;
  std::map<std::string, bool> silent_;
  std::vector<std::string> requests_;
  std::thread thread_;  // the last member: it uses the others
};

}  // namespace crosstown::ctl
