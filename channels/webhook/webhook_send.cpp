#include "channels/webhook/webhook_send.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>

#include "channels/http/json_body.h"
#include "router/message/json.h"

namespace crosstown {
namespace {

namespace dom = simdjson::dom;

// Larger bodies are no reports, and are not looked through for one.
constexpr std::size_t longest_report = 4096;
constexpr std::size_t longest_reason = 200;

void append_member(std::string& out, std::string_view name, std::string_view value) {
  if (!out.ends_with('{')) out += ',';
  json::append_string(out, name);
  out += ':';
  json::append_string(out, value);
}

std::string event_of(const OutgoingText& reply) {
  std::string out = R"({"specversion":"1.0","type":"crosstown.reply","source":"/replies")";
  append_member(out, "id", reply.id);
  append_member(out, "subject", reply.tracking);
  append_member(out, "time",
                fmt::format("{:%Y-%m-%dT%H:%M:%S}Z",
                            fmt::gmtime(std::chrono::system_clock::to_time_t(reply.created))));
  out += R"(,"datacontenttype":"application/json","data":{)";
  append_member(out, "reply", reply.handle);
  append_member(out, "tracking", reply.tracking);
  append_member(out, "to", reply.to);
  append_member(out, "from", reply.from);
  append_member(out, "text", reply.text);
  append_member(out, "language", reply.language);
  return out += "}}";
}

// The program's own name for it, if it says one.
std::string id_in(std::string_view body) {
  const JsonBody json(body);
  dom::object object;
  std::string_view id;
  if (json.root().get(object) || object["id"].get(id) || id.size() > 128) return {};
  return std::string(id);
}

Refusal malformed(std::string detail) {
  return {.code = RefusalCode::malformed, .detail = std::move(detail), .names_our_account = true};
}

std::optional<DeliveryReport::State> state_of(std::string_view word) {
  if (word == "sent") return DeliveryReport::State::sent;
  if (word == "delivered") return DeliveryReport::State::delivered;
  if (word == "failed") return DeliveryReport::State::failed;
  return std::nullopt;
}

}  // namespace

ProviderCall WebhookSend::compose(const OutgoingText& reply) const {
  ProviderCall call{.method = "POST", .url = url_, .headers = {}, .body = event_of(reply)};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(reply.now).time_since_epoch();
  const std::string timestamp = std::to_string(seconds.count());
  call.headers = {{"Content-Type", "application/json"},
                  {"webhook-id", reply.id},
                  {"webhook-timestamp", timestamp},
                  {"webhook-signature", signature_.sign(reply.id, timestamp, call.body)}};
  return call;
}

// What a program says with a status code: 2xx is "mine now", 410 "never again", what it cannot make
// sense of is final, all else passes.
SendOutcome WebhookSend::read(const ProviderAnswer& answer) {
  const int status = answer.status;
  const std::string reason = fmt::format("HTTP {}", status);
  if (status >= 200 && status < 300) return Sent{id_in(answer.body)};
  if (status == 400 || status == 410 || status == 413 || status == 422) return Rejected{reason};
  const bool ours = status == 401 || status == 403 || status == 404 || status < 400;
  return Later{reason, retry_after(answer), ours};
}

std::optional<std::variant<DeliveryReport, Refusal>> webhook_report(std::string_view body) {
  if (body.size() > longest_report || body.find("\"reply\"") == std::string_view::npos)
    return std::nullopt;
  const JsonBody json(body);
  dom::object object;
  std::string_view handle, status, reason;
  if (json.root().get(object) || object["reply"].get(handle)) return std::nullopt;
  const auto state =
      object["status"].get(status) == simdjson::SUCCESS ? state_of(status) : std::nullopt;
  if (!state) return malformed("status: \"sent\", \"delivered\" or \"failed\" expected");
  if (object["reason"].get(reason)) reason = {};
  DeliveryReport report;
  report.handle = handle;
  report.state = *state;
  if (*state == DeliveryReport::State::failed) report.reason = reason.substr(0, longest_reason);
  return report;
}

}  // namespace crosstown
