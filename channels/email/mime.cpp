#include "channels/email/mime.h"

#include <algorithm>

#include "channels/email/charset.h"
#include "channels/email/encoded_words.h"
#include "channels/email/gmime.h"
#include "channels/email/mime_parts.h"
#include "router/message/text.h"

namespace crosstown::mail {
namespace {

using gmime::Ref;
using gmime::view;

constexpr std::size_t longest_field = 32 * 1024;
constexpr std::size_t longest_rest = 256 * 1024;  // of a mail without readable structure

// Folding is taken out (RFC 5322 section 2.2.3), with the white space around it.
std::string unfolded(std::string_view raw) {
  std::string out;
  bool space = false;
  for (const char c : raw.substr(0, longest_field)) {
    if (c == '\r' || c == '\n' || c == '\t' || c == ' ' || c == '\0') {
      space = true;
      continue;
    }
    if (space && !out.empty()) out += ' ';
    space = false;
    out += c;
  }
  return out;
}

std::string lowered(std::string_view name) {
  std::string out(name);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
  return out;
}

std::vector<Field> fields_of(GMimeObject* mail) {
  std::vector<Field> fields;
  GMimeHeaderList* list = g_mime_object_get_header_list(mail);
  const int count = g_mime_header_list_get_count(list);
  for (int i = 0; i < count; ++i) {
    GMimeHeader* header = g_mime_header_list_get_header_at(list, i);
    fields.push_back({lowered(view(g_mime_header_get_name(header))),
                      to_utf8(unfolded(view(g_mime_header_get_raw_value(header))), "")});
  }
  return fields;
}

// What stands behind the first empty line, where no part could be made out of it.
std::string rest_of(std::string_view raw) {
  const std::size_t end = std::min({raw.find("\r\n\r\n"), raw.find("\n\n")});
  if (end == std::string_view::npos) return {};
  return with_lf(to_utf8(std::string(raw.substr(end, longest_rest)), ""));
}

// Views into `raw`, which GMime reads where it lies.
Ref<GMimeMessage> parse(std::string_view raw, GByteArray& bytes) {
  bytes.data = reinterpret_cast<guint8*>(const_cast<char*>(raw.data()));
  bytes.len = static_cast<guint>(raw.size());
  const Ref<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream.get()), &bytes);
  const Ref<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  g_mime_parser_set_persist_stream(parser.get(), TRUE);
  return Ref<GMimeMessage>(g_mime_parser_construct_message(parser.get(), gmime::options()));
}

}  // namespace

std::string_view MimeMail::field(std::string_view name) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [name](const Field& each) { return each.name == name; });
  return found == fields.end() ? std::string_view() : found->value;
}

MimeMail read_mime(std::string_view raw, const MimeLimits& limits) {
  gmime::start();
  MimeMail mail;
  const std::string_view sane = raw.substr(0, sane_prefix(raw, limits));
  mail.damaged = sane.size() != raw.size();
  GByteArray bytes{};
  const Ref<GMimeMessage> message = parse(sane, bytes);
  if (!message) {
    mail.damaged = true;
    mail.text = rest_of(raw);
    return mail;
  }
  mail.fields = fields_of(GMIME_OBJECT(message.get()));
  GMimeObject* const top = g_mime_message_get_mime_part(message.get());
  if (top) read_parts(mail, top, limits);
  mail.text = in_nfc(std::move(mail.text));
  if (mail.damaged && mail.text.empty()) mail.text = rest_of(raw);
  return mail;
}

std::string decode_words(std::string_view value) {
  const std::string terminated = joined_words(value);
  const gmime::Text text(g_mime_utils_header_decode_text(gmime::options(), terminated.c_str()));
  return in_nfc(to_utf8(std::string(view(text.get())), "utf-8"));
}

Address first_address(std::string_view value) {
  const std::string terminated = joined_words(value.substr(0, 4096));
  const Ref<InternetAddressList> list(
      internet_address_list_parse(gmime::options(), terminated.c_str()));
  const int count = list ? internet_address_list_length(list.get()) : 0;
  for (int i = 0; i < count; ++i) {
    InternetAddress* const each = internet_address_list_get_address(list.get(), i);
    if (!INTERNET_ADDRESS_IS_MAILBOX(each)) continue;
    const std::string_view address =
        view(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(each)));
    if (address.find('@') == std::string_view::npos) continue;
    return {in_nfc(std::string(view(internet_address_get_name(each)))), std::string(address)};
  }
  return {};
}

}  // namespace crosstown::mail
