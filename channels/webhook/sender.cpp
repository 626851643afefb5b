#include "channels/webhook/sender.h"

#include <fmt/format.h>

#include <algorithm>

namespace crosstown {
namespace {

constexpr std::string_view json_type = "application/json";

Refusal refusal(RefusalCode code, std::string detail, bool names_our_account) {
  return {.code = code, .detail = std::move(detail), .names_our_account = names_our_account};
}

std::optional<Refusal> refuse_shape(const HttpRequest& request) {
  if (request.method != "POST") return refusal(RefusalCode::not_allowed, "POST expected", false);
  if (!has_media_type(request.header("Content-Type"), json_type)) {
    return refusal(RefusalCode::bad_content_type, fmt::format("{} expected", json_type), false);
  }
  return std::nullopt;
}

// Visible ASCII. The specification keeps `.` out, since it parts the id from the timestamp in what
// is signed.
bool is_id(std::string_view id) {
  return !id.empty() && id.size() <= 128 &&
         std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c <= '~' && c != '.'; });
}

}  // namespace

std::optional<Refusal> WebhookSender::refuse(const HttpRequest& request,
                                             const WebhookHeaders& headers,
                                             const StepContext& context) const {
  if (auto refused = refuse_shape(request)) return refused;
  return refuse_sender(request, headers, context);
}

// Nothing in such a request names an account, so what carries well-formed signature headers is
// taken for a claim to be ours. The signature comes before the age: what is stale is then known to
// be from a holder of the secret whose clock is off, or who was held up.
std::optional<Refusal> WebhookSender::refuse_sender(const HttpRequest& request,
                                                    const WebhookHeaders& headers,
                                                    const StepContext& context) const {
  if (headers.id.empty()) {
    return refusal(RefusalCode::missing_signature, "webhook-id: header expected", false);
  }
  if (!is_id(headers.id)) {
    return refusal(RefusalCode::malformed,
                   "webhook-id: 1 to 128 visible ASCII characters without \".\" expected", false);
  }
  if (context.vouched) return std::nullopt;
  const std::optional<std::int64_t> seconds = unix_seconds(headers.timestamp);
  if (!seconds || headers.signature.empty()) {
    return refusal(RefusalCode::missing_signature,
                   "webhook-timestamp (Unix seconds) and webhook-signature: headers expected",
                   false);
  }
  if (!signature_.matches(headers, request.body)) {
    return refusal(RefusalCode::bad_signature, "no v1 signature of these bytes and headers", true);
  }
  if (!is_fresh(*seconds, context.now)) {
    return refusal(RefusalCode::stale, "webhook-timestamp: more than 5 minutes from now", true);
  }
  return std::nullopt;
}

}  // namespace crosstown
