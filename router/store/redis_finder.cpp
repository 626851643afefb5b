#include "router/store/redis_finder.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "router/store/ask_redis.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Kind = StoreSettings::Kind;

constexpr std::chrono::milliseconds ask_timeout{500};
constexpr std::size_t most_nodes = 64;

// CRC-16/XMODEM, as the Redis Cluster specification prescribes (Appendix A).
std::uint16_t crc16(std::string_view text) {
  std::uint16_t crc = 0;
  for (const char c : text) {
    crc ^= static_cast<std::uint16_t>(static_cast<unsigned char>(c) << 8);
    for (int bit = 0; bit < 8; ++bit)
      crc = static_cast<std::uint16_t>((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1);
  }
  return crc;
}

std::optional<std::uint16_t> port_from(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() || port == 0)
    return std::nullopt;
  return port;
}

}  // namespace

int slot_of(int partition) { return crc16(std::to_string(partition)) % 16384; }

std::optional<RedisNode> master_of_slot(const ReplyView& slots, int slot) {
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const ReplyView range = slots.at(i);
    if (slot < range.at(0).integer() || slot > range.at(1).integer() || range.size() < 3) continue;
    const ReplyView master = range.at(2);
    const std::int64_t port = master.at(1).integer();
    if (port < 1 || port > 65535) return std::nullopt;
    return RedisNode{std::string(master.at(0).text()), static_cast<std::uint16_t>(port)};
  }
  return std::nullopt;
}

std::optional<RedisNode> moved_to(std::string_view error) {
  if (!error.starts_with("MOVED ")) return std::nullopt;
  const std::string_view address = error.substr(error.rfind(' ') + 1);
  const std::size_t colon = address.rfind(':');  // an IPv6 host has more of them, unbracketed
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const auto port = port_from(address.substr(colon + 1));
  if (!port) return std::nullopt;
  return RedisNode{std::string(address.substr(0, colon)), *port};
}

RedisFinder::RedisFinder(asio::any_io_executor executor, StoreSettings settings, int partition)
    : executor_(executor),
      settings_(std::move(settings)),
      partition_(partition),
      nodes_(settings_.nodes) {}

void RedisFinder::hint(RedisNode node) {
  const auto known = std::find(nodes_.begin(), nodes_.end(), node);
  if (known != nodes_.end()) {
    std::rotate(nodes_.begin(), known, known + 1);
  } else if (nodes_.size() < most_nodes) {
    nodes_.insert(nodes_.begin(), std::move(node));
  }
}

asio::awaitable<RedisFinder::Found> RedisFinder::find() {
  Found found{settings_, {}};
  if (settings_.kind != Kind::sentinel && settings_.kind != Kind::cluster) co_return found;
  const std::vector<RedisNode> nodes = nodes_;
  for (const RedisNode& node : nodes) {
    found = co_await ask(node);
    if (!found.error.empty()) continue;
    hint(node);
    co_return found;
  }
  co_return found;  // the last one's trouble
}

asio::awaitable<RedisFinder::Found> RedisFinder::ask(RedisNode node) {
  StoreSettings target = settings_for(node);
  const bool sentinel = settings_.kind == Kind::sentinel;
  if (sentinel) {
    target.user = settings_.sentinel_user;
    target.password = settings_.sentinel_password;
  }
  std::vector<std::string> question{"CLUSTER", "SLOTS"};
  if (sentinel) question = {"SENTINEL", "GET-MASTER-ADDR-BY-NAME", settings_.master_name};
  Asked asked = co_await ask_redis(executor_, std::move(target), std::move(question), ask_timeout);
  Found found;
  const std::string who =
      fmt::format("{} {}:{}", sentinel ? "sentinel" : "cluster node", node.host, node.port);
  if (!asked.error.empty()) {
    found.error = fmt::format("{}: {}", who, asked.error);
  } else if (const auto master = named_by(asked.reply, node)) {
    found.settings = settings_for(*master);
  } else if (sentinel) {
    found.error = fmt::format("{} knows no master \"{}\"", who, settings_.master_name);
  } else {
    found.error = fmt::format("{} knows nobody who serves slot {} (partition {})", who,
                              slot_of(partition_), partition_);
  }
  co_return found;
}

std::optional<RedisNode> RedisFinder::named_by(const Reply& reply, const RedisNode& asked) const {
  if (settings_.kind == Kind::cluster) {
    auto master = master_of_slot(reply.view(), slot_of(partition_));
    if (master && master->host.empty()) master->host = asked.host;
    return master;
  }
  const auto port = port_from(reply.text_at(1));
  if (reply.size() != 2 || reply.text_at(0).empty() || !port) return std::nullopt;
  return RedisNode{std::string(reply.text_at(0)), *port};
}

StoreSettings RedisFinder::settings_for(RedisNode node) const {
  StoreSettings settings = settings_;
  settings.kind = Kind::tcp;
  settings.host = std::move(node.host);
  settings.port = node.port;
  return settings;
}

}  // namespace crosstown
