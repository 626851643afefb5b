#include "channels/email/sendgrid.h"

#include <utility>

#include "channels/email/charset.h"
#include "channels/http/json_body.h"
#include "channels/http/multipart_form.h"
#include "channels/http_request.h"

namespace crosstown {
namespace mail {
namespace {

// `envelope`: {"to":["311@riverbend.example"],"from":"maria@example.org"}.
bool read_envelope(std::string_view json, Posted& posted) {
  const JsonBody body(json);
  simdjson::dom::array to;
  if (body.root()["to"].get(to) != simdjson::SUCCESS) return false;
  std::string_view text;
  for (const auto& each : to) {
    if (each.get(text) == simdjson::SUCCESS) posted.recipients.emplace_back(text);
  }
  if (body.root()["from"].get(text) == simdjson::SUCCESS) posted.envelope.sender = text;
  return !posted.recipients.empty();
}

// `charsets` says in what each field's bytes are: {"text":"iso-8859-1", …}.
std::string text_of(const MultipartForm& form, std::string_view charsets, const char* field) {
  std::string charset;
  {
    const JsonBody body(charsets);
    std::string_view value;
    if (body.root()[field].get(value) == simdjson::SUCCESS) charset = value;
  }
  return to_utf8(std::string(form[field]), charset);
}

void read_attachments(const MultipartForm& form, Posted& posted) {
  constexpr std::size_t most = MimeLimits{}.attachments;
  for (const FormPart& part : form.parts()) {
    const bool file = part.name.starts_with("attachment") && !part.file_name.empty();
    if (!file || posted.attachments.size() == most) continue;
    Attachment& attachment = posted.attachments.emplace_back();
    attachment.name = to_utf8(std::string(part.file_name), "");
    attachment.content_type = part.content_type.substr(0, part.content_type.find(';'));
    attachment.bytes = part.bytes;
    attachment.size = part.bytes.size();
  }
}

}  // namespace

SendGrid::SendGrid(Credentials credentials, MailSettings settings,
                   std::optional<MailReplySettings> replies)
    : MailHook("sendgrid-inbound", std::move(settings), std::move(replies)),
      credentials_(std::move(credentials)) {}

Step SendGrid::receive(const HttpRequest& request, const StepContext& context) const {
  const bool allowed = context.vouched || credentials_.match(request.header("Authorization"));
  if (!allowed) return hook_refusal(RefusalCode::bad_signature, "wrong user or password", true);
  const auto form = MultipartForm::read(request.header("Content-Type"), request.body);
  if (!form) return hook_refusal(RefusalCode::malformed, "multipart/form-data expected", true);
  Posted posted;
  if (!read_envelope((*form)["envelope"], posted))
    return hook_refusal(RefusalCode::missing_field, "envelope: recipients expected", true);
  if (const std::string_view raw = (*form)["email"]; !raw.empty())
    return take_raw(raw, std::move(posted.envelope), posted.recipients);
  posted.fields = fields_of_head(to_utf8(std::string((*form)["headers"]), ""));
  const std::string_view charsets = (*form)["charsets"];
  posted.text = text_of(*form, charsets, "text");
  posted.html = text_of(*form, charsets, "html");
  read_attachments(*form, posted);
  return take(std::move(posted));
}

}  // namespace mail

std::unique_ptr<HttpAdapter> make_sendgrid(config::Section& channel, Medium) {
  auto credentials = mail::read_credentials(channel);
  auto settings = mail::read_mail_settings(channel);
  return std::make_unique<mail::SendGrid>(std::move(credentials), std::move(settings),
                                          mail::read_mail_replies(channel));
}

}  // namespace crosstown
