// `listen.lmtp` and `listen.smtp`.
#include <fmt/format.h>

#include <algorithm>

#include "daemon/config/fields.h"
#include "daemon/config/sections.h"

namespace crosstown {
namespace {

bool is_host(const std::string& host) {
  return host.size() <= 255 && std::all_of(host.begin(), host.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '.';
         });
}

MailDoorConfig read_door(config::Section door, const std::string& fallback) {
  MailDoorConfig out;
  out.address = read_address(door, fallback);
  out.host = door.text("host");
  if (!is_host(out.host))
    door.problem_at("host",
                    fmt::format("host: \"{}\" must be a name like ct.riverbend.example", out.host));
  out.max_size = size_within(door, "max_size", 64 << 10, 1 << 30, out.max_size);
  out.connections = static_cast<std::size_t>(
      door.integer("connections", 1, 100'000, static_cast<std::int64_t>(out.connections)));
  return out;
}

}  // namespace

void read_mail_doors(config::Section& listen, ListenConfig& out) {
  if (listen.has("lmtp")) {
    config::Section door = listen.section("lmtp");
    out.lmtp = read_door(door, "127.0.0.1:2424");
    if (out.lmtp->address.ends_with(":25"))  // RFC 2033 section 5
      door.problem_at("address", "address: LMTP is never spoken on port 25");
    door.finish();
  }
  if (listen.has("smtp")) {
    config::Section door = listen.section("smtp");
    out.smtp = read_door(door, "127.0.0.1:2525");
    out.smtp->tls = read_tls(door);
    out.smtp->require_tls = door.flag("require_tls", false);
    if (out.smtp->require_tls && !out.smtp->tls)
      door.problem_at("require_tls", "require_tls: tls is missing");
    door.finish();
  }
}

void check_mail_doors(config::Section& root, const Config& config) {
  const auto mailbox = std::find_if(config.channels.begin(), config.channels.end(),
                                    [](const ChannelConfig& each) { return each.mail != nullptr; });
  if (mailbox != config.channels.end() && !config.listen.lmtp && !config.listen.smtp)
    root.problem_at(
        "listen", fmt::format("listen: channel {} needs `lmtp` (or `smtp`), where the city's mail "
                              "server hands its mail over",
                              mailbox->name));
  for (const auto& door : {config.listen.lmtp, config.listen.smtp}) {
    if (door && door->max_size > config.limits.body_files)
      root.problem_at("listen", "listen: max_size of a mail must not exceed limits.body_files");
  }
}

}  // namespace crosstown
