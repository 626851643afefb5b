// What an operator may set about a door for mail (`listen.lmtp`, `listen.smtp`), with the defaults.
// All of it needs a restart.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "channels/email/smtp_session.h"

namespace crosstown::mail {

struct DoorSettings {
  SessionSettings session;
  std::string temp_directory = "/tmp";   // for mails larger than memory_mail
  std::size_t max_connections = 500;     // past it: 421 and close
  std::size_t memory_mail = 128 * 1024;  // bytes of a mail held in memory
  // Of all connections together; past it: 452.
  std::uint64_t memory_budget = 64 << 20;
  std::uint64_t file_budget = 1 << 30;
  // RFC 5321 section 4.5.3.2.7 asks for five minutes.
  std::chrono::milliseconds idle_timeout{300'000};
  std::chrono::milliseconds stop_grace{10'000};  // mails under way at stop()
};

}  // namespace crosstown::mail
