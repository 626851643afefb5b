// The keys of a `webhook` channel.
#include "channels/reply_settings.h"
#include "channels/webhook/webhook.h"

namespace crosstown {
namespace {

// The specification asks for 24 to 64 bytes; a guessable secret is a door left open.
std::string read_key(const config::Value& value) {
  const std::string secret = value.secret();
  if (secret.empty()) return {};  // a problem already
  const std::optional<std::string> key = standard_webhooks_key(secret);
  if (!key || key->size() < 24 || key->size() > 64) {
    value.problem(
        "the secret must be base64 of 24 to 64 random bytes, with or without \"whsec_\" before it; "
        "`openssl rand -base64 32` makes one");
    return {};
  }
  return *key;
}

}  // namespace

std::vector<std::string> read_webhook_keys(config::Section& channel) {
  std::vector<std::string> keys;
  if (const std::optional<config::Value> list = channel.find("secrets")) {
    if (channel.has("secret")) {
      channel.problem_at("secret", "give either `secret` or `secrets`, not both");
    }
    for (const config::Value& value : list->list()) keys.push_back(read_key(value));
    if (keys.empty()) list->problem("secrets: at least one is needed");
  } else if (const std::optional<config::Value> value = channel.require("secret")) {
    keys.push_back(read_key(*value));
  }
  return keys;
}

namespace {

// Signed with a secret of its own, or with the channel's first.
std::optional<WebhookReplies> read_replies(config::Section& channel,
                                           const std::vector<std::string>& keys) {
  if (!channel.has("reply")) return std::nullopt;
  config::Section reply = channel.section("reply");
  WebhookReplies replies;
  // A city's own program: as many a second as it likes.
  replies.settings.interval = std::chrono::milliseconds(20);
  replies.settings.burst = 50;
  replies.settings = read_reply_settings(reply, replies.settings);
  replies.url = read_reply_url(reply, "url", {});
  if (replies.url.empty()) (void)reply.require("url");
  const std::optional<config::Value> secret = reply.find("secret");
  replies.key = secret ? read_key(*secret) : keys.empty() ? std::string() : keys.front();
  reply.finish();
  return replies;
}

}  // namespace

std::unique_ptr<HttpAdapter> make_webhook(config::Section& channel, Medium medium) {
  const std::vector<std::string> keys = read_webhook_keys(channel);
  return std::make_unique<Webhook>(keys, medium, read_replies(channel, keys));
}

}  // namespace crosstown
