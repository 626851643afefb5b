// redis-servers that talk to each other, each on a port of its own that was free a moment ago: for
// replicas, sentinels and clusters, which unix sockets cannot do.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "tests/support/redis_server.h"

namespace crosstown::testing {

inline int free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no port");
  }
  close(fd);
  return ntohs(address.sin_port);
}

inline std::string output_of(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  std::string out;
  std::array<char, 4096> buffer{};
  while (const std::size_t n = fread(buffer.data(), 1, buffer.size(), pipe))
    out.append(buffer.data(), n);
  pclose(pipe);
  return out;
}

class TcpRedis {
 public:
  // `lines`: of its configuration file. "--sentinel" makes it one.
  explicit TcpRedis(std::string lines, std::string mode = {})
      : port_(free_port()), mode_(std::move(mode)) {
    std::ofstream file(configuration());
    file << "port " << port_ << "\nbind 127.0.0.1\ndir " << folder_.path().string() << "\nlogfile "
         << (folder_.path() / "log").string() << '\n'
         << lines;
    file.close();
    start();
  }
  ~TcpRedis() { stop(SIGKILL); }
  TcpRedis(const TcpRedis&) = delete;
  TcpRedis& operator=(const TcpRedis&) = delete;

  void start() {
    std::vector<std::string> words{"redis-server", configuration()};
    if (!mode_.empty()) words.push_back(mode_);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (posix_spawnp(&pid_, "redis-server", nullptr, nullptr, arguments.data(), environ) != 0)
      throw std::runtime_error("redis-server cannot be started");
    while (cli("ping") != "PONG\n") usleep(5000);
  }
  void stop(int signal) {
    if (pid_ <= 0) return;
    kill(pid_, signal);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string cli(const std::string& command) const {
    return output_of("redis-cli -p " + std::to_string(port_) + " " + command);
  }
  // Whether a replica has all that was written here before. WAIT is about what its own connection
  // wrote.
  [[nodiscard]] bool is_copied() const {
    const std::string answers = output_of(
        "printf 'set ct:{0}:copied 1\\ndel ct:{0}:copied\\nwait 1 60000\\n' | redis-cli -p " +
        std::to_string(port_));
    return answers == "OK\n1\n1\n";
  }
  // Asks until the answer has `text` in it; gives up after a minute.
  [[nodiscard]] bool says(const std::string& command, const std::string& text) const {
    for (int i = 0; i < 3000; ++i) {
      if (cli(command).find(text) != std::string::npos) return true;
      usleep(20'000);
    }
    return false;
  }

 private:
  [[nodiscard]] std::string configuration() const { return (folder_.path() / "conf").string(); }

  TempFolder folder_;
  int port_;
  std::string mode_;
  pid_t pid_ = 0;
};

}  // namespace crosstown::testing
