#include "channels/webhook/standard_webhooks.h"

#include <charconv>

#include "channels/http/base64.h"

namespace crosstown {
namespace {

constexpr std::string_view version = "v1,";

bool any_entry_matches(const Mac& mac, std::string_view entries) {
  while (!entries.empty()) {
    const std::size_t end = entries.find(' ');
    const std::string_view entry = entries.substr(0, end);
    if (entry.starts_with(version) && mac.matches(entry.substr(version.size()))) return true;
    if (end == std::string_view::npos) return false;
    entries.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace

std::optional<std::string> standard_webhooks_key(std::string_view secret) {
  constexpr std::string_view prefix = "whsec_";
  if (secret.starts_with(prefix)) secret.remove_prefix(prefix.size());
  return base64_decode(secret);
}

WebhookHeaders webhook_headers(const HttpRequest& request) {
  if (const std::string_view id = request.header("webhook-id"); !id.empty()) {
    return {id, request.header("webhook-timestamp"), request.header("webhook-signature")};
  }
  return {request.header("svix-id"), request.header("svix-timestamp"),
          request.header("svix-signature")};
}

StandardWebhooks::StandardWebhooks(std::span<const std::string> keys) {
  for (const std::string& key : keys) keys_.emplace_back(Hash::sha256, key);
}

bool StandardWebhooks::matches(const WebhookHeaders& headers, std::string_view body) const {
  for (const HmacKey& key : keys_) {
    const Mac mac = key.mac({headers.id, ".", headers.timestamp, ".", body});
    if (any_entry_matches(mac, headers.signature)) return true;
  }
  return false;
}

std::string StandardWebhooks::sign(std::string_view id, std::string_view timestamp,
                                   std::string_view body) const {
  return std::string(version) + keys_.front().mac({id, ".", timestamp, ".", body}).base64();
}

std::optional<std::int64_t> unix_seconds(std::string_view timestamp) {
  std::int64_t seconds = 0;
  const char* const end = timestamp.data() + timestamp.size();
  const auto [stop, error] = std::from_chars(timestamp.data(), end, seconds);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return seconds;
}

bool is_fresh(std::int64_t seconds, Time now) {
  const std::int64_t present =
      std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const std::int64_t allowed = StandardWebhooks::tolerance.count();
  return seconds >= present - allowed && seconds <= present + allowed;
}

}  // namespace crosstown
