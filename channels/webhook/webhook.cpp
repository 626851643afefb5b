#include "channels/webhook/webhook.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "channels/webhook/webhook_body.h"
#include "router/message/json.h"

namespace crosstown {
namespace {

constexpr std::string_view json_type = "application/json";

Refusal refusal(RefusalCode code, std::string detail, bool names_our_account) {
  return {.code = code, .detail = std::move(detail), .names_our_account = names_our_account};
}

Answer json_answer(std::string body) {
  return {.status = 200, .content_type = std::string(json_type), .body = std::move(body)};
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  if (!out.ends_with('{')) out += ',';
  json::append_string(out, name);
  out += ':';
  json::append_string(out, value);
}

Answer kept(const Accepted& accepted) {
  std::string body = "{";
  append_member(body, "tracking", accepted.tracking);
  append_member(body, "status", "accepted");
  body += accepted.duplicate ? R"(,"duplicate":true)" : R"(,"duplicate":false)";
  append_member(body, "text", accepted.words);
  return json_answer(body += '}');
}

Answer served(std::string_view words) {
  std::string body = "{";
  append_member(body, "status", "answered");
  append_member(body, "text", words);
  return json_answer(body += '}');
}

Answer told(const RequestStatus& request) {
  std::string body = "{";
  append_member(body, "status", "answered");
  body += R"(,"request":{)";
  append_member(body, "tracking", request.tracking);
  if (request.found) {
    append_member(body, "status", request.status);
    append_member(body, "queue", request.queue_name);
    append_member(body, "opened", request.opened);
  }
  body += request.found ? R"(,"found":true})" : R"(,"found":false})";
  append_member(body, "text", request.words);
  return json_answer(body += '}');
}

}  // namespace

Webhook::Webhook(std::span<const std::string> keys, Medium medium,
                 std::optional<WebhookReplies> replies)
    : sender_(keys), medium_(medium) {
  if (!replies) return;
  reply_ = replies->settings;
  send_.emplace(std::move(replies->url), replies->key);
}

std::variant<ProviderCall, Rejected> Webhook::compose(const OutgoingText& reply) const {
  if (!send_) return Rejected{"the channel has no reply.url"};
  return send_->compose(reply);
}

Step Webhook::receive(const HttpRequest& request, const StepContext& context) const {
  const WebhookHeaders headers = webhook_headers(request);
  if (auto refused = sender_.refuse(request, headers, context)) return *std::move(refused);
  if (auto report = webhook_report(request.body)) {
    if (auto* refused = std::get_if<Refusal>(&*report)) return std::move(*refused);
    return std::get<DeliveryReport>(*std::move(report));
  }
  auto read = read_webhook_body(request.body);
  if (auto* refused = std::get_if<Refusal>(&read)) return std::move(*refused);
  Messages messages;
  Message& message = messages.emplace_back(std::get<Message>(std::move(read)));
  message.medium = medium_;
  message.adapter = "webhook";
  message.provider_id = headers.id;
  return messages;
}

Step Webhook::conclude(std::span<const Message>, std::span<const Outcome> outcomes) const {
  if (outcomes.empty()) return served({});
  const Outcome& outcome = outcomes.front();  // one message a request
  if (const auto* accepted = std::get_if<Accepted>(&outcome)) return kept(*accepted);
  if (const auto* words = std::get_if<SelfServed>(&outcome)) return served(words->words);
  if (const auto* asked = std::get_if<AskedStatus>(&outcome)) {
    return Need{NeedStatus{asked->tracking}};
  }
  return refusal(std::get<NotKept>(outcome).code, {}, true);
}

Step Webhook::resume(std::span<const Message>, const Fulfilment& fulfilment) const {
  return told(std::get<RequestStatus>(fulfilment));
}

SampleRequest Webhook::sample(const SampleText& text, std::string_view) const {
  SampleRequest request;
  request.content_type = json_type;
  request.body = "{";
  append_member(request.body, "from", text.from);
  append_member(request.body, "to", text.to);
  append_member(request.body, "text", text.text);
  request.body += '}';
  const auto seconds = std::chrono::floor<std::chrono::seconds>(text.now).time_since_epoch();
  const std::string timestamp = fmt::format("{}", seconds.count());
  request.headers = {
      {"webhook-id", text.provider_id},
      {"webhook-timestamp", timestamp},
      {"webhook-signature", sender_.signature().sign(text.provider_id, timestamp, request.body)}};
  return request;
}

}  // namespace crosstown
