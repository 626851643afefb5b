#include "channels/email/postmark.h"

#include <utility>

#include "channels/http/base64.h"
#include "channels/http/json_body.h"
#include "channels/http_request.h"

namespace crosstown {
namespace mail {
namespace {

using Object = simdjson::simdjson_result<simdjson::dom::element>;

template <class Json>
std::string text_of(const Json& object, const char* name) {
  std::string_view text;
  return object[name].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

std::vector<Field> fields_of(const Object& root) {
  std::string head = "From: " + text_of(root, "From") + "\nSubject: ";
  for (const char c : text_of(root, "Subject")) head += c == '\n' || c == '\r' ? ' ' : c;
  head += '\n';
  simdjson::dom::array list;
  if (root["Headers"].get(list) != simdjson::SUCCESS) return fields_of_head(head);
  for (const auto& each : list) {
    head += text_of(each, "Name") + ": ";
    for (const char c : text_of(each, "Value")) head += c == '\n' || c == '\r' ? ' ' : c;
    head += '\n';
  }
  return fields_of_head(head);
}

void read_attachments(const Object& root, Posted& posted) {
  constexpr std::size_t most = MimeLimits{}.attachments;
  simdjson::dom::array list;
  if (root["Attachments"].get(list) != simdjson::SUCCESS) return;
  for (const auto& each : list) {
    std::string_view content;
    if (each["Content"].get(content) != simdjson::SUCCESS) continue;
    auto bytes = base64_decode(content);
    if (!bytes || posted.attachments.size() == most) continue;
    Attachment& attachment = posted.attachments.emplace_back();
    attachment.name = text_of(each, "Name");
    attachment.content_type = text_of(each, "ContentType");
    attachment.size = bytes->size();
    attachment.bytes = *std::move(bytes);
  }
}

void read_recipients(const Object& root, Posted& posted) {
  posted.recipients.push_back(text_of(root, "OriginalRecipient"));
  simdjson::dom::array list;
  if (root["ToFull"].get(list) != simdjson::SUCCESS) return;
  for (const auto& each : list) posted.recipients.push_back(text_of(each, "Email"));
}

}  // namespace

Postmark::Postmark(Credentials credentials, MailSettings settings,
                   std::optional<MailReplySettings> replies)
    : MailHook("postmark-inbound", std::move(settings), std::move(replies)),
      credentials_(std::move(credentials)) {}

Step Postmark::receive(const HttpRequest& request, const StepContext& context) const {
  const bool allowed = context.vouched || credentials_.match(request.header("Authorization"));
  if (!allowed) return hook_refusal(RefusalCode::bad_signature, "wrong user or password", true);
  if (!has_media_type(request.header("Content-Type"), "application/json"))
    return hook_refusal(RefusalCode::bad_content_type, "application/json expected", true);
  Posted posted;
  {
    const JsonBody body(request.body);
    simdjson::dom::object object;
    if (const auto error = body.root().get(object); error != simdjson::SUCCESS)
      return unreadable_json(error, "a JSON object");
    const Object root = body.root();
    posted.fields = fields_of(root);
    posted.text = text_of(root, "TextBody");
    posted.html = text_of(root, "HtmlBody");
    posted.envelope.sender = text_of(root["FromFull"], "Email");
    read_recipients(root, posted);
    read_attachments(root, posted);
  }
  return take(std::move(posted));
}

}  // namespace mail

std::unique_ptr<HttpAdapter> make_postmark(config::Section& channel, Medium) {
  auto credentials = mail::read_credentials(channel);
  auto settings = mail::read_mail_settings(channel);
  return std::make_unique<mail::Postmark>(std::move(credentials), std::move(settings),
                                          mail::read_mail_replies(channel));
}

}  // namespace crosstown
