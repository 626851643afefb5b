// `listen:`.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "daemon/config/fields.h"
#include "daemon/config/sections.h"
#include "daemon/config/url.h"
#include "daemon/http/ip.h"

namespace crosstown {
namespace {

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() &&
         port <= 65535;  // 0: any that is free
}

// Empty when the address can be listened on.
std::string mistake_in_address(std::string_view address) {
  constexpr std::string_view shapes = "must be IP:PORT, [IPV6]:PORT or unix:/PATH";
  if (address.starts_with("unix:")) {
    const std::string_view path = address.substr(5);
    if (!path.starts_with('/'))
      return "the path of a unix socket must be absolute: unix:/run/crosstown/public.sock";
    return path.size() > longest_socket_path ? "a unix socket's path has at most 107 bytes" : "";
  }
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return fmt::format("{}; the port is missing", shapes);
  std::string_view host = address.substr(0, colon);
  if (!is_port(address.substr(colon + 1)))
    return fmt::format("{}, with a port from 0 to 65535", shapes);
  const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (brackets) host = host.substr(1, host.size() - 2);
  const bool v6 = host.find(':') != std::string_view::npos;
  if (host == "localhost") return "must be an address, not a name; write 127.0.0.1";
  if (!http::parse_ip(host) || brackets != v6) return std::string(shapes);
  return {};
}

}  // namespace

std::string read_address(config::Section& door, const std::string& fallback) {
  std::string address = door.text("address", fallback);
  if (const std::string mistake = mistake_in_address(address); !mistake.empty()) {
    door.problem_at("address", fmt::format("address \"{}\": {}", address, mistake));
  }
  return address;
}

namespace {

// A private key is a secret and lies as one.
void check_key_mode(config::Section& tls, const std::string& key) {
  struct stat status {};
  if (key.empty() || ::stat(key.c_str(), &status) != 0 || (status.st_mode & S_IRWXO) == 0) return;
  tls.problem_at("key",
                 fmt::format("private key {} is open to everybody; run: chmod 600 {}", key, key));
}

}  // namespace

std::optional<TlsConfig> read_tls(config::Section& door) {
  if (!door.has("tls")) return std::nullopt;
  config::Section section = door.section("tls");
  TlsConfig tls;
  tls.certificate = readable_file(section, "certificate");
  tls.key = readable_file(section, "key");
  check_key_mode(section, tls.key);
  section.finish();
  return tls;
}

namespace {

std::vector<std::string> read_proxies(config::Section& door) {
  std::vector<std::string> proxies;
  const auto value = door.find("trusted_proxies");
  if (!value) return proxies;
  for (const config::Value& item : value->list_or_one()) {
    const std::string proxy = item.text();
    if (proxy.empty()) continue;
    try {
      const http::TrustedProxies understood({proxy});
      proxies.push_back(proxy);
    } catch (const std::invalid_argument&) {
      item.problem(fmt::format(
          "trusted_proxies: \"{}\" must be an address, a block like 10.0.0.0/8, or unix", proxy));
    }
  }
  return proxies;
}

std::vector<std::string> read_hosts(config::Section& admin) {
  std::vector<std::string> hosts;
  const auto value = admin.find("hosts");
  if (!value) return hosts;
  for (const config::Value& item : value->list_or_one()) {
    std::string host = item.text();
    const bool name = host.find_first_of("/:@ ") == std::string::npos;
    if (host.empty() || !name) {
      item.problem(
          fmt::format("hosts: \"{}\" must be a name alone, like console.riverbend.example", host));
    } else {
      hosts.push_back(std::move(host));
    }
  }
  return hosts;
}

void read_public(config::Section& listen, ListenConfig& out) {
  config::Section door = listen.section("public");
  out.public_address = read_address(door, out.public_address);
  if (door.has("url")) {
    out.public_url = door.required_text("url");
    if (!out.public_url.empty()) {
      if (const auto mistake = mistake_in_public_url(out.public_url)) {
        door.problem_at("url", fmt::format("url \"{}\": {}", out.public_url, mistake->text));
      }
    }
  }
  out.trusted_proxies = read_proxies(door);
  out.public_tls = read_tls(door);
  door.finish();
}

void read_admin(config::Section& listen, ListenConfig& out) {
  config::Section door = listen.section("admin");
  out.admin_address = read_address(door, out.admin_address);
  out.admin_hosts = read_hosts(door);
  out.admin_tls = read_tls(door);
  if (out.admin_address == out.public_address && !out.admin_address.ends_with(":0")) {
    door.problem_at("address",
                    fmt::format("address \"{}\" is the public door's already", out.admin_address));
  }
  door.finish();
}

}  // namespace

ListenConfig read_listen(config::Section& root, const std::filesystem::path& state) {
  ListenConfig out;
  config::Section section = root.section("listen");
  read_public(section, out);
  read_admin(section, out);
  read_mail_doors(section, out);
  out.control = path_of(section, "control", state / "control.sock").string();
  if (section.has("control") && out.control.size() > longest_socket_path) {
    section.problem_at("control", "a unix socket's path has at most 107 bytes");
  }
  section.finish();
  return out;
}

}  // namespace crosstown
