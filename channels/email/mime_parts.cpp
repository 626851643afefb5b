#include "channels/email/mime_parts.h"

#include <algorithm>
#include <utility>

#include "channels/email/charset.h"
#include "channels/email/encoded_words.h"
#include "channels/email/flowed.h"
#include "channels/email/history_marks.h"
#include "channels/email/html_text.h"
#include "channels/http_request.h"
#include "router/message/text.h"

namespace crosstown::mail {
namespace {

using gmime::Ref;
using gmime::view;

constexpr std::size_t longest_name = 200;  // bytes of a file's name
constexpr std::size_t longest_report = 64 * 1024;
constexpr std::size_t longest_text = 4U << 20;

bool is(GMimeObject* part, const char* type, const char* subtype) {
  return g_mime_content_type_is_type(g_mime_object_get_content_type(part), type, subtype) != FALSE;
}

std::string_view parameter(GMimeObject* part, const char* name) {
  return view(g_mime_object_get_content_type_parameter(part, name));
}

// Also "text" alone, as before MIME (RFC 1049).
bool is_plain(GMimeObject* part) {
  const std::string_view value = view(g_mime_object_get_header(part, "Content-Type"));
  return is(part, "text", "plain") || equal_ignoring_case(trimmed(value), "text");
}

// What the sender calls a file. Of two names the one in RFC 2231's form is whole, the other is for
// programs that do not know it.
std::string given_name(GMimeObject* part) {
  GMimeContentDisposition* const disposition = g_mime_object_get_content_disposition(part);
  GMimeParamList* const list =
      disposition ? g_mime_content_disposition_get_parameters(disposition) : nullptr;
  const int count = list ? g_mime_param_list_length(list) : 0;
  for (int i = 0; i < count; ++i) {
    GMimeParam* const each = g_mime_param_list_get_parameter_at(list, i);
    if (equal_ignoring_case(view(g_mime_param_get_name(each)), "filename") &&
        g_mime_param_get_encoding_method(each) == GMIME_PARAM_ENCODING_METHOD_RFC2231)
      return in_nfc(std::string(view(g_mime_param_get_value(each))));
  }
  if (GMIME_IS_PART(part))
    return in_nfc(std::string(view(g_mime_part_get_filename(GMIME_PART(part)))));
  return std::string(view(g_mime_object_get_content_disposition_parameter(part, "filename")));
}

std::string decoded(GMimePart* part) {
  GMimeDataWrapper* const content = g_mime_part_get_content(part);
  if (!content) return {};
  const Ref<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, stream.get());
  const GByteArray* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return bytes->len == 0 ? std::string()
                         : std::string(reinterpret_cast<const char*>(bytes->data), bytes->len);
}

std::string whole(GMimeObject* part) {
  const Ref<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_object_write_to_stream(part, nullptr, stream.get());
  const GByteArray* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return std::string(reinterpret_cast<const char*>(bytes->data), bytes->len);
}

// A name alone: no path, whatever system wrote it.
std::string file_name(std::string_view given) {
  const std::size_t slash = given.find_last_of("/\\");
  if (slash != std::string_view::npos) given.remove_prefix(slash + 1);
  std::string name = clean(std::string(given.substr(0, 4096)));
  std::replace(name.begin(), name.end(), '\n', ' ');
  if (name == "." || name == "..") return {};
  name.resize(cut(name, longest_name).size());
  return name;
}

std::string type_of(GMimeObject* part) {
  const gmime::Text text(g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part)));
  std::string type(view(text.get()).substr(0, 128));
  for (char& c : type) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
  return type;
}

class Walk {
 public:
  Walk(MimeMail& mail, const MimeLimits& limits) : mail_(mail), limits_(limits) {}

  // The words of `part`, if any; everything else goes to the attachments. Without `wanted` words
  // are passed over: a better version of them was found.
  std::string read(GMimeObject* part, bool wanted, std::size_t depth) {
    if (depth > limits_.multiparts) {
      mail_.damaged = true;
      return {};
    }
    if (GMIME_IS_MULTIPART(part)) return read_multipart(GMIME_MULTIPART(part), wanted, depth);
    if (GMIME_IS_MESSAGE_PART(part)) {
      read_message(GMIME_MESSAGE_PART(part));
    } else if (GMIME_IS_PART(part)) {
      return read_part(GMIME_PART(part), wanted);
    }
    return {};
  }

 private:
  std::string read_multipart(GMimeMultipart* multipart, bool wanted, std::size_t depth) {
    auto* const object = GMIME_OBJECT(multipart);
    const bool alternative = is(object, "multipart", "alternative");
    if (is(object, "multipart", "encrypted")) mail_.encrypted = true;
    if (is(object, "multipart", "report")) {
      mail_.report = true;
      if (equal_ignoring_case(parameter(object, "report-type"), "disposition-notification"))
        mail_.disposition = true;
    }
    const int count = g_mime_multipart_get_count(multipart);
    if (count == 0) mail_.damaged = true;
    std::string words;
    for (int i = 0; i < count; ++i) {
      const bool has_words = words.find_first_not_of(" \t\n") != std::string::npos;
      std::string more = read(g_mime_multipart_get_part(multipart, i),
                              wanted && !(alternative && has_words), depth + 1);
      if (more.empty()) continue;
      if (!has_words) {
        words = std::move(more);
      } else {
        if (!words.ends_with('\n')) words += '\n';
        words += '\n' + more;
      }
    }
    return words;
  }

  // A mail within a mail: in a report it is what could not be delivered, else a file.
  void read_message(GMimeMessagePart* part) {
    GMimeMessage* const message = g_mime_message_part_get_message(part);
    if (!message) {
      mail_.damaged = true;
      return;
    }
    if (mail_.report && mail_.returned.empty()) {
      const gmime::Text text(g_mime_object_get_headers(GMIME_OBJECT(message), nullptr));
      mail_.returned = with_lf(std::string(view(text.get()).substr(0, longest_report)));
      return;
    }
    const std::string subject(view(g_mime_message_get_subject(message)).substr(0, longest_name));
    std::string name = given_name(GMIME_OBJECT(part));
    if (name.empty() && !subject.empty()) name = subject + ".eml";
    attach(type_of(GMIME_OBJECT(part)), file_name(name), whole(GMIME_OBJECT(message)));
  }

  std::string read_part(GMimePart* part, bool wanted) {
    auto* const object = GMIME_OBJECT(part);
    const std::string name = given_name(object);
    const bool status = is(object, "message", "delivery-status") ||
                        is(object, "message", "global-delivery-status");  // RFC 6533
    if (status && mail_.delivery_status.empty()) {
      mail_.delivery_status = with_lf(decoded(part).substr(0, longest_report));
      return {};
    }
    const bool head = is(object, "text", "rfc822-headers") ||
                      is(object, "message", "global-headers") || is(object, "message", "global");
    if (head && mail_.report && mail_.returned.empty()) {
      mail_.returned = with_lf(decoded(part).substr(0, longest_report));
      return {};
    }
    const bool html = is(object, "text", "html");
    const bool file = !name.empty() || view(g_mime_object_get_disposition(object)) == "attachment";
    if (!file && (html || is_plain(object))) {
      return wanted ? html ? read_html(part) : read_plain(part) : std::string();
    }
    if (is(object, "application", "pkcs7-mime") || is(object, "application", "x-pkcs7-mime"))
      mail_.encrypted = true;
    attach(type_of(object), file_name(name), decoded(part));
    return {};
  }

  std::string read_plain(GMimePart* part) {
    auto* const object = GMIME_OBJECT(part);
    std::string text =
        with_lf(to_utf8(decoded(part).substr(0, longest_text), parameter(object, "charset")));
    if (!equal_ignoring_case(parameter(object, "format"), "flowed")) return text;
    return unflow(text, equal_ignoring_case(parameter(object, "delsp"), "yes"));
  }

  std::string read_html(GMimePart* part) {
    std::string html = decoded(part);
    mail_.was_html = true;
    return html_to_text(to_utf8(std::move(html), parameter(GMIME_OBJECT(part), "charset")),
                        longest_text);
  }

  void attach(std::string type, std::string name, std::string bytes) {
    if (mail_.attachments.size() >= limits_.attachments) {
      mail_.damaged = true;
      return;
    }
    Attachment& attachment = mail_.attachments.emplace_back();
    attachment.content_type = std::move(type);
    attachment.name = std::move(name);
    attachment.size = bytes.size();
    attachment.bytes = std::move(bytes);
  }

  MimeMail& mail_;
  const MimeLimits& limits_;
};

}  // namespace

std::string with_lf(std::string text) {
  if (text.find('\r') == std::string::npos) return text;
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  return out;
}

void read_parts(MimeMail& mail, GMimeObject* top, const MimeLimits& limits) {
  mail.text = Walk(mail, limits).read(top, true, 0);
}

}  // namespace crosstown::mail
