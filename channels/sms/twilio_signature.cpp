#include "channels/sms/twilio_signature.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace crosstown {
namespace {

// The parts of the public URL that the variants are made of.
struct PublicUrl {
  std::string_view scheme;  // with "://"
  std::string_view host;
  std::string_view port;  // with ":", empty when there is none
  std::string_view base;  // a path before the target, if the public URL has one
};

PublicUrl split(std::string_view url) {
  PublicUrl parts;
  const std::size_t mark = url.find("://");
  const std::size_t authority_at = mark == std::string_view::npos ? 0 : mark + 3;
  parts.scheme = url.substr(0, authority_at);
  const std::size_t path_at = std::min(url.find_first_of("/?", authority_at), url.size());
  parts.base = url.substr(path_at);
  std::string_view authority = url.substr(authority_at, path_at - authority_at);
  // Twilio drops user and password before it signs.
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    authority.remove_prefix(at + 1);
  }
  const std::size_t colon = authority.rfind(':');
  const bool has_port = colon != std::string_view::npos &&
                        authority.find(']', colon) == std::string_view::npos;  // not inside [::1]
  parts.host = authority.substr(0, has_port ? colon : authority.size());
  parts.port = has_port ? authority.substr(colon) : std::string_view{};
  return parts;
}

std::string_view default_port(const PublicUrl& url) {
  return url.scheme == "http://" ? ":80" : ":443";
}

void append_url(std::string& text, const PublicUrl& url, std::string_view port,
                std::string_view target) {
  text += url.scheme;
  text += url.host;
  text += port;
  text += url.base;
  text += target.substr(0, target.find('#'));
}

// The first eight bytes of a name as a number that sorts as they do, so that ordering the usual
// twenty names compares integers. Two names with the same one are compared in full.
std::uint64_t prefix_of(std::string_view name) {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    prefix = prefix << 8 | (i < name.size() ? static_cast<unsigned char>(name[i]) : 0U);
  }
  return prefix;
}

struct SortKey {
  std::uint64_t prefix;
  const FormField* field;

  friend bool operator<(const SortKey& a, const SortKey& b) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    const int names = a.field->name.compare(b.field->name);
    return names != 0 ? names < 0 : a.field->value < b.field->value;
  }
};

// Names in the order of their bytes; a repeated name gives each of its different values once.
void append_fields(std::string& text, std::span<const FormField> fields) {
  thread_local std::vector<SortKey> keys;
  keys.clear();
  for (const FormField& field : fields) {
    keys.push_back({.prefix = prefix_of(field.name), .field = &field});
  }
  std::sort(keys.begin(), keys.end());
  const FormField* last = nullptr;
  for (const SortKey& key : keys) {
    const FormField& field = *key.field;
    if (last != nullptr && last->name == field.name && last->value == field.value) continue;
    text += field.name;
    text += field.value;
    last = &field;
  }
}

}  // namespace

TwilioSignature::TwilioSignature(std::span<const std::string> auth_tokens) {
  for (const std::string& token : auth_tokens) keys_.emplace_back(Hash::sha1, token);
}

bool TwilioSignature::any_token_signed(std::string_view text, std::string_view signature) const {
  return std::any_of(keys_.begin(), keys_.end(),
                     [&](const HmacKey& key) { return key.mac({text}).matches(signature); });
}

bool TwilioSignature::matches(const HttpRequest& request, std::span<const FormField> fields,
                              std::string_view signature) const {
  thread_local std::string text;
  const PublicUrl url = split(request.public_url);
  text.clear();
  append_url(text, url, url.port, request.target);
  const std::size_t url_size = text.size();
  append_fields(text, fields);
  if (any_token_signed(text, signature)) return true;

  thread_local std::string other;
  other.clear();
  append_url(other, url, url.port.empty() ? default_port(url) : std::string_view{}, request.target);
  other += std::string_view(text).substr(url_size);
  return any_token_signed(other, signature);
}

bool TwilioSignature::matches_body(const HttpRequest& request, std::string_view signature) const {
  const std::size_t query_at = request.target.find('?');
  if (query_at == std::string_view::npos) return false;
  Form query;
  if (!query.decode(request.target.substr(query_at + 1))) return false;
  const std::string_view claimed = query["bodySHA256"];
  return !claimed.empty() && claimed == body_hash(request.body) && matches(request, {}, signature);
}

std::string TwilioSignature::body_hash(std::string_view body) {
  std::array<unsigned char, 32> digest{};
  if (EVP_Digest(body.data(), body.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    return {};
  }
  constexpr std::string_view hex = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) text += {hex[byte >> 4], hex[byte & 15]};
  return text;
}

std::string TwilioSignature::sign(std::string_view url, std::span<const FormField> fields) const {
  const PublicUrl parts = split(url.substr(0, url.find('#')));
  std::string text;
  append_url(text, parts, parts.port, {});
  append_fields(text, fields);
  return keys_.front().mac({text}).base64();
}

}  // namespace crosstown
