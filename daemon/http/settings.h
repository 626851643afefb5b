// What an operator may set about one HTTP door, with the defaults. All of it needs a restart.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace crosstown::http {

struct HttpSettings {
  // Scheme, host and port that the outside world uses, without a trailing slash. Empty: taken from
  // each request (Host, or X-Forwarded-Host behind a trusted proxy).
  std::string public_url;
  // CIDR blocks or single addresses whose X-Forwarded-* headers are believed; "unix" stands for
  // whoever comes through a unix socket.
  std::vector<std::string> trusted_proxies;
  std::string temp_directory = "/tmp";  // for bodies larger than memory_body

  std::size_t max_connections = 10'000;  // over all threads; past it: 503 and close
  std::size_t max_header_bytes = 16 * 1024;
  std::size_t max_target_bytes = 8 * 1024;
  std::size_t max_headers = 100;
  std::size_t memory_body = 256 * 1024;  // bytes of a body held in memory
  // Of all connections together; past it: 503. Memory counts what a connection holds beyond its
  // first 4 KiB, long heads included.
  std::uint64_t memory_budget = 64 << 20;
  std::uint64_t file_budget = 1 << 30;

  std::chrono::milliseconds idle_timeout{75'000};  // between requests; closes silently
  // For the TLS handshake and for receiving one request. A body earns more time by arriving:
  // one second for each min_body_rate bytes.
  std::chrono::milliseconds slow_request{15'000};
  std::uint32_t min_body_rate = 4 * 1024;         // bytes a second
  std::chrono::milliseconds write_stall{30'000};  // no progress in sending
  std::chrono::milliseconds linger{2'000};        // for the client to read the last answer
  std::chrono::milliseconds stop_grace{10'000};   // requests under way at stop()
  std::chrono::milliseconds sweep_interval{250};  // how exact all of these are
  std::chrono::seconds retry_after{5};            // in a 503
};

}  // namespace crosstown::http
