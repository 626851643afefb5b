#include "channels/email/outgoing_mail.h"

#include <algorithm>

#include "channels/email/gmime.h"
#include "channels/email/outgoing_text.h"
#include "channels/email/smtp_path.h"
#include "channels/http_request.h"
#include "router/message/tracking.h"

namespace crosstown::mail {
namespace {

using gmime::Ref;

// RFC 5322 section 3.6.4 lets References grow without end; the first mail and the last ones carry a
// thread.
constexpr std::size_t most_references = 20;
constexpr std::size_t longest_subject = 200;  // bytes
constexpr std::size_t longest_id = 250;
constexpr std::size_t longest_local = 64;  // RFC 5321 section 4.5.3.1.1

bool is_plain(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && c != '<' && c != '>' && c != '(' && c != ')' && c != '"';
  });
}

// As it stands between brackets, and nothing else.
bool is_address(const std::string& address) {
  const std::string bracketed = "<" + address + ">";
  const auto path = read_path(bracketed);
  return path && path->mailbox == address && path->parameters.empty() &&
         address.find('@') != std::string::npos &&
         std::none_of(address.begin(), address.end(), [](char c) {
           return static_cast<unsigned char>(c) <= ' ' || c == 0x7f || c == '"' || c == ',';
         });
}

bool is_id(std::string_view id) { return id.size() <= longest_id && is_plain(id); }

// "311@riverbend.example" → "311+26-0001234-9@riverbend.example": what comes back names its
// request, whatever becomes of the header fields on the way.
std::string tagged(std::string_view mailbox, std::string_view tag) {
  const Mailbox parts = split_mailbox(mailbox);
  std::string out(parts.local);
  return out.append("+").append(tag).append("@").append(parts.domain);
}

// What bounces names the reply itself (a variable envelope return path), where there is room.
std::string bounce_address(const OutgoingMail& mail) {
  const std::size_t local = split_mailbox(mail.mailbox).local.size() + 1 + mail.handle.size();
  return tagged(mail.mailbox, local <= longest_local ? mail.handle : mail.tracking);
}

std::string subject_of(const OutgoingMail& mail) {
  std::string subject = in_one_line(mail.subject, longest_subject);
  if (!equal_ignoring_case(std::string_view(subject).substr(0, 3), "re:"))
    subject = subject.empty() ? mail.city : "Re: " + subject;
  if (subject.find(mail.tracking) == std::string::npos) subject += " [" + mail.tracking + "]";
  return subject;
}

std::vector<std::string> thread_of(const OutgoingMail& mail) {
  std::vector<std::string> ids;
  for (const std::string& id : mail.references) {
    if (is_id(id) && id != mail.in_reply_to) ids.push_back(id);
  }
  if (is_id(mail.in_reply_to)) ids.push_back(mail.in_reply_to);
  if (ids.size() > most_references)
    ids.erase(ids.begin() + 1, ids.end() - static_cast<std::ptrdiff_t>(most_references - 1));
  return ids;
}

class Head {
 public:
  explicit Head(GMimeObject* object) : object_(object) {}
  // `value` as it is to stand there: folded by us, no further encoding.
  void set(const char* name, const std::string& value) {
    GMimeHeaderList* list = g_mime_object_get_header_list(object_);
    g_mime_header_list_append(list, name, "", nullptr);
    const int last = g_mime_header_list_get_count(list) - 1;
    g_mime_header_set_raw_value(g_mime_header_list_get_header_at(list, last),
                                (" " + value + "\n").c_str());
  }

 private:
  GMimeObject* object_;
};

void write_head(GMimeMessage* message, const OutgoingMail& mail, const ComposedMail& composed) {
  Head head(GMIME_OBJECT(message));
  head.set("Date", mail_date(mail.created));
  head.set("From", display_name(mail.city) + "<" + mail.mailbox + ">");
  head.set("To", "<" + mail.to + ">");
  head.set("Reply-To", "<" + tagged(mail.mailbox, mail.tracking) + ">");
  head.set("Subject", encoded(subject_of(mail), sizeof("Subject:")));
  // An id is never folded: not all who read one expect it on a line of its own.
  head.set("Message-ID", "<" + composed.message_id + ">");
  const std::vector<std::string> thread = thread_of(mail);
  if (is_id(mail.in_reply_to)) head.set("In-Reply-To", "<" + mail.in_reply_to + ">");
  if (!thread.empty()) head.set("References", in_lines(thread));
  if (!mail.automatic) return;
  head.set("Auto-Submitted", "auto-replied");
  head.set("X-Auto-Response-Suppress", "All");  // Exchange knows this one ([MS-OXCMAIL] 2.2.3.2.14)
}

Ref<GMimeObject> text_part(const char* subtype, const std::string& text) {
  GMimeTextPart* part = g_mime_text_part_new_with_subtype(subtype);
  g_mime_text_part_set_charset(part, "utf-8");
  g_mime_text_part_set_text(part, text.c_str());
  g_mime_part_set_content_encoding(GMIME_PART(part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return Ref<GMimeObject>(GMIME_OBJECT(part));
}

Ref<GMimeMultipart> multipart(const char* subtype, const std::string& boundary) {
  Ref<GMimeMultipart> made(g_mime_multipart_new_with_subtype(subtype));
  g_mime_multipart_set_boundary(made.get(), boundary.c_str());
  return made;
}

Ref<GMimeObject> file_part(const OutgoingFile& file) {
  const std::size_t slash = file.content_type.find('/');
  // A part of mail must not be base64 (RFC 2045 section 6.4): such files go as bytes.
  const bool is_mail =
      file.content_type.starts_with("message/") || file.content_type.starts_with("multipart/");
  const bool known =
      slash != std::string::npos && slash > 0 && slash + 1 < file.content_type.size() && !is_mail &&
      is_plain(file.content_type) && file.content_type.find(';') == std::string::npos &&
      file.content_type.find('/', slash + 1) == std::string::npos;
  const std::string type = known ? file.content_type.substr(0, slash) : "application";
  const std::string subtype = known ? file.content_type.substr(slash + 1) : "octet-stream";
  GMimePart* part = g_mime_part_new_with_type(type.c_str(), subtype.c_str());
  const Ref<GMimeStream> stream(
      g_mime_stream_mem_new_with_buffer(file.bytes.data(), file.bytes.size()));
  const Ref<GMimeDataWrapper> content(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part, content.get());
  g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
  const std::string name = in_one_line(file.name, longest_subject);
  g_mime_part_set_filename(part, name.empty() ? "file" : name.c_str());
  return Ref<GMimeObject>(GMIME_OBJECT(part));
}

// Behind the handle, so that the same reply is the same mail to the byte; "=_" is in no
// quoted-printable and no base64 line (RFC 2045 section 6.7).
std::string boundary(const OutgoingMail& mail, char which) {
  return "=_" + mail.handle.substr(0, 60) + "_" + which;
}

Ref<GMimeObject> body_of(const OutgoingMail& mail) {
  auto words = multipart("alternative", boundary(mail, 'a'));
  g_mime_multipart_add(words.get(), text_part("plain", plain_body(mail)).get());
  g_mime_multipart_add(words.get(), text_part("html", html_body(mail)).get());
  if (mail.files.empty()) return Ref<GMimeObject>(GMIME_OBJECT(words.release()));
  auto whole = multipart("mixed", boundary(mail, 'm'));
  g_mime_multipart_add(whole.get(), GMIME_OBJECT(words.get()));
  for (const OutgoingFile& file : mail.files)
    g_mime_multipart_add(whole.get(), file_part(file).get());
  return Ref<GMimeObject>(GMIME_OBJECT(whole.release()));
}

std::string bytes_of(GMimeMessage* message) {
  GMimeFormatOptions* const format = g_mime_format_options_new();
  g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
  const Ref<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream.get());
  g_mime_format_options_free(format);
  const GByteArray* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

}  // namespace

std::optional<ComposedMail> compose(const OutgoingMail& mail) {
  if (!is_plain(mail.handle) || !is_plain(mail.tracking) || !is_address(mail.mailbox) ||
      !is_address(mail.to))
    return std::nullopt;
  gmime::start();
  ComposedMail out;
  out.handle = mail.handle;
  out.message_id = mail.handle + "@" + std::string(split_mailbox(mail.mailbox).domain);
  // A machine's answer has no address to bounce to: that is how loops end (RFC 3834 section 3.3).
  if (!mail.automatic) out.sender = bounce_address(mail);
  out.recipient = mail.to;
  out.utf8 = !is_ascii(mail.to) || !is_ascii(mail.mailbox);
  const Ref<GMimeMessage> message(g_mime_message_new(FALSE));
  write_head(message.get(), mail, out);
  const auto body = body_of(mail);
  // GMime takes fields that begin with Content- from the body alone.
  if (is_plain(mail.language)) Head(body.get()).set("Content-Language", mail.language);
  g_mime_message_set_mime_part(message.get(), body.get());
  out.bytes = bytes_of(message.get());
  return out;
}

std::string_view as_handle(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot + 1 == text.size()) return {};
  return parse_tracking(text.substr(0, dot)) ? text : std::string_view();
}

std::string_view handle_of(std::string_view message_id, std::span<const std::string> domains) {
  const Mailbox parts = split_mailbox(message_id);
  const bool ours = std::any_of(domains.begin(), domains.end(), [&](const std::string& each) {
    return equal_ignoring_case(each, parts.domain);
  });
  return ours ? as_handle(parts.local) : std::string_view();
}

}  // namespace crosstown::mail
