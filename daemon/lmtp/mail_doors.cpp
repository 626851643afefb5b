#include "daemon/lmtp/mail_doors.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace crosstown::mail {
namespace {

using Steady = std::chrono::steady_clock;

std::string name_of_machine() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return name.data();
}

DoorSettings settings_of(const Config& config, const MailDoorConfig& door, Protocol protocol) {
  DoorSettings settings;
  settings.session.protocol = protocol;
  settings.session.host = door.host.empty() ? name_of_machine() : door.host;
  settings.session.max_size = door.max_size;
  settings.session.can_start_tls = door.tls.has_value();
  settings.session.must_start_tls = door.require_tls;
  settings.max_connections = door.connections;
  settings.memory_budget = config.limits.body_memory;
  settings.file_budget = config.limits.body_files;
  settings.temp_directory = config.content.path;
  return settings;
}

std::chrono::milliseconds until(Steady::time_point end) {
  return std::max(std::chrono::milliseconds(0),
                  std::chrono::ceil<std::chrono::milliseconds>(end - Steady::now()));
}

}  // namespace

MailDoors::MailDoors(const Parts& parts, const Config& config, InheritedSockets& inherited)
    : desk_(parts.city, parts.intake, parts.content, parts.disk) {
  const ListenConfig& listen = config.listen;
  if (listen.smtp && listen.smtp->tls)
    tls_ = std::make_shared<http::TlsContext>(
        http::TlsFiles{listen.smtp->tls->certificate, listen.smtp->tls->key});
  if (listen.lmtp) open(parts, config, *listen.lmtp, Protocol::lmtp, inherited);
  if (listen.smtp) open(parts, config, *listen.smtp, Protocol::smtp, inherited);
}

void MailDoors::open(const Parts& parts, const Config& config, const MailDoorConfig& door,
                     Protocol protocol, InheritedSockets& inherited) {
  const char* const name = protocol == Protocol::lmtp ? "lmtp" : "smtp";
  auto handed_down = inherited.find(name, door.address);
  // Whoever may reach the folder may hand mail over: the mail server is another user.
  http::ListenOptions options;
  options.mode = 0666;
  auto socket =
      handed_down ? std::move(*handed_down) : http::ListeningSocket::open(door.address, options);
  SPDLOG_INFO("event=listening {}={}", name, socket.local_address());
  auto tls = protocol == Protocol::smtp ? tls_ : nullptr;
  servers_.push_back(std::make_unique<MailServer>(settings_of(config, door, protocol), desk_,
                                                  parts.threads, parts.disk, std::move(tls)));
  servers_.back()->listen(std::move(socket));
}

void MailDoors::stop() {
  for (const auto& server : servers_) server->stop();
}

void MailDoors::wait_until_gone(Steady::time_point gently, Steady::time_point at_last) {
  for (const auto& server : servers_) {
    if (server->wait_until_gone(until(gently))) continue;
    server->abort();
    if (!server->wait_until_gone(until(at_last)))
      SPDLOG_ERROR("event=connections_left door=mail count={}", server->connections());
  }
}

}  // namespace crosstown::mail
