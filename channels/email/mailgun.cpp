#include "channels/email/mailgun.h"

#include <charconv>
#include <functional>
#include <utility>

#include "channels/http/base64.h"
#include "channels/http/json_body.h"
#include "channels/http_request.h"

namespace crosstown {
namespace mail {
namespace {

// Mailgun tries for eight hours what was not taken, and need not sign it anew: what was refused for
// want of a store must not be too old when it comes again.
constexpr std::chrono::hours oldest{9};

std::string bytes_of_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned value = 0;
    const char* const end = hex.data() + i + 2;
    if (std::from_chars(hex.data() + i, end, value, 16).ptr != end) return {};
    bytes += static_cast<char>(value);
  }
  return bytes;
}

// `message-headers`: [["Subject","x"], …].
std::vector<Field> fields_of_json(std::string_view json) {
  std::string head;
  const JsonBody body(json);
  simdjson::dom::array pairs;
  if (body.root().get(pairs) != simdjson::SUCCESS) return {};
  for (const auto& pair : pairs) {
    std::string_view name, value;
    if (pair.at(0).get(name) != simdjson::SUCCESS || pair.at(1).get(value) != simdjson::SUCCESS)
      continue;
    head.append(name).append(": ");
    for (const char c : value) head += c == '\n' || c == '\r' ? ' ' : c;
    head += '\n';
  }
  return fields_of_head(head);
}

using Lookup = std::function<std::string_view(std::string_view)>;

Posted posted_of(const Lookup& field) {
  Posted posted;
  posted.recipients.emplace_back(field("recipient"));
  posted.envelope.sender = field("sender");
  posted.fields = fields_of_json(field("message-headers"));
  posted.text = field("body-plain");
  posted.html = field("body-html");
  return posted;
}

void read_attachments(const MultipartForm& form, Posted& posted) {
  constexpr std::size_t most = MimeLimits{}.attachments;
  for (const FormPart& part : form.parts()) {
    if (part.file_name.empty() || posted.attachments.size() == most) continue;
    Attachment& attachment = posted.attachments.emplace_back();
    attachment.name = part.file_name;
    attachment.content_type = part.content_type.substr(0, part.content_type.find(';'));
    attachment.bytes = part.bytes;
    attachment.size = part.bytes.size();
  }
}

}  // namespace

Mailgun::Mailgun(std::string_view signing_key, MailSettings settings,
                 std::optional<MailReplySettings> replies)
    : MailHook("mailgun-inbound", std::move(settings), std::move(replies)),
      key_(Hash::sha256, signing_key) {}

// HMAC-SHA256 over timestamp and token, in hex. It does not cover the mail: TLS must.
std::optional<Refusal> Mailgun::refuse_sender(std::string_view timestamp, std::string_view token,
                                              std::string_view signature,
                                              const StepContext& context) const {
  if (context.vouched) return std::nullopt;
  if (timestamp.empty() || token.empty() || signature.empty())
    return hook_refusal(RefusalCode::missing_signature, "timestamp, token, signature expected",
                        false);
  const std::string given = base64_encode(bytes_of_hex(signature));
  if (!key_.mac({timestamp, token}).matches(given))
    return hook_refusal(RefusalCode::bad_signature, "not signed with this key", true);
  std::int64_t seconds = 0;
  std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), seconds);
  const auto age = context.now - Time(std::chrono::seconds(seconds));
  if (age > oldest || age < -std::chrono::minutes(5))
    return hook_refusal(RefusalCode::stale, "timestamp: more than nine hours ago, or ahead", true);
  return std::nullopt;
}

Step Mailgun::receive(const HttpRequest& request, const StepContext& context) const {
  const std::string_view type = request.header("Content-Type");
  std::optional<MultipartForm> parts = MultipartForm::read(type, request.body);
  Form form;
  Lookup field = [&](std::string_view name) { return (*parts)[name]; };
  if (!parts) {
    if (!has_media_type(type, "application/x-www-form-urlencoded") || !form.decode(request.body))
      return hook_refusal(RefusalCode::bad_content_type, "a form expected", false);
    field = [&](std::string_view name) { return form[name]; };
  }
  if (auto refused = refuse_sender(field("timestamp"), field("token"), field("signature"), context))
    return *std::move(refused);
  std::vector<std::string> recipients{std::string(field("recipient"))};
  if (const std::string_view raw = field("body-mime"); !raw.empty())
    return take_raw(raw, {std::string(field("sender")), {}}, recipients);
  Posted posted = posted_of(field);
  if (posted.fields.empty())
    return hook_refusal(RefusalCode::missing_field, "message-headers expected", true);
  if (parts) read_attachments(*parts, posted);
  return take(std::move(posted));
}

}  // namespace mail

std::unique_ptr<HttpAdapter> make_mailgun(config::Section& channel, Medium) {
  const std::string key = channel.required_secret("signing_key");
  auto settings = mail::read_mail_settings(channel);
  return std::make_unique<mail::Mailgun>(key, std::move(settings),
                                         mail::read_mail_replies(channel));
}

}  // namespace crosstown
