// Signatures of the Standard Webhooks specification 1.0 (standardwebhooks.com): the headers
// webhook-id, webhook-timestamp and webhook-signature, version v1 (HMAC-SHA256).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "channels/http/hmac.h"
#include "channels/http_request.h"
#include "router/message/message.h"

namespace crosstown {

// The key in a secret as people pass it on: base64 with or without "whsec_" before it. Empty when
// it is no base64.
[[nodiscard]] std::optional<std::string> standard_webhooks_key(std::string_view secret);

// The three headers, as views into the request; also found under their older names ("svix-…").
struct WebhookHeaders {
  std::string_view id;         // unique for each message: what "once" is judged by
  std::string_view timestamp;  // Unix seconds
  std::string_view signature;  // "v1,<base64>", several with spaces between them
};
[[nodiscard]] WebhookHeaders webhook_headers(const HttpRequest& request);

// Checks and makes signatures. Immutable; shared by all threads.
class StandardWebhooks {
 public:
  static constexpr std::chrono::seconds tolerance{300};

  // Raw keys; any of them may have signed (rotation). At least one.
  explicit StandardWebhooks(std::span<const std::string> keys);

  // Whether any v1 entry is the signature of these bytes; entries of other versions are skipped.
  [[nodiscard]] bool matches(const WebhookHeaders& headers, std::string_view body) const;

  // "v1,…", with the first key.
  [[nodiscard]] std::string sign(std::string_view id, std::string_view timestamp,
                                 std::string_view body) const;

 private:
  std::vector<HmacKey> keys_;
};

// Whether the timestamp is a number of seconds, and within the tolerance of now, before or after.
[[nodiscard]] std::optional<std::int64_t> unix_seconds(std::string_view timestamp);
[[nodiscard]] bool is_fresh(std::int64_t seconds, Time now);

}  // namespace crosstown
