#include "tests/channels/voice/amazon.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <stdexcept>

#include "channels/http/base64.h"

namespace crosstown::alexa {
namespace {

std::shared_ptr<EVP_PKEY> make_key(unsigned bits) { return {EVP_RSA_gen(bits), EVP_PKEY_free}; }

void add(X509* to, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  if (!extension) throw std::runtime_error("no such extension: " + value);
  X509_add_ext(to, extension, -1);
  X509_EXTENSION_free(extension);
}

void set_time(ASN1_TIME* field, Time now, std::chrono::hours from_now) {
  const auto at = std::chrono::floor<std::chrono::seconds>(now + from_now);
  ASN1_TIME_set(field, static_cast<std::time_t>(at.time_since_epoch().count()));
}

std::string pem(X509* certificate) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_X509(bio.get(), certificate);
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

Amazon::Amazon(Time now)
    : now_(now),
      root_key_(make_key(2048)),
      intermediate_key_(make_key(2048)),
      leaf_key_(make_key(2048)),
      weak_key_(make_key(1024)) {
  const std::chrono::hours year(24 * 365);
  root_ = make("Example Root CA", root_key_, nullptr, root_key_, -year, 10 * year, "", true);
  other_root_ = make("Stranger CA", root_key_, nullptr, root_key_, -year, 10 * year, "", true);
}

Amazon::Certificate Amazon::make(const std::string& name, const Key& key, const Certificate& issuer,
                                 const Key& issuer_key, std::chrono::hours from,
                                 std::chrono::hours until, const std::string& alt_names,
                                 bool is_authority, const LeafOptions& others) const {
  Certificate made(X509_new(), X509_free);
  X509* const signer = issuer ? issuer.get() : made.get();
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()),
                   static_cast<long>(std::hash<std::string>()(name) & 0xffffff) + 1);
  set_time(X509_getm_notBefore(made.get()), now_, from);
  set_time(X509_getm_notAfter(made.get()), now_, until);
  X509_set_pubkey(made.get(), key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(made.get(), X509_get_subject_name(signer));
  add(made.get(), signer, NID_basic_constraints,
      is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add(made.get(), signer, NID_key_usage,
      is_authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature,keyEncipherment");
  add(made.get(), signer, NID_subject_key_identifier, "hash");
  if (issuer) add(made.get(), signer, NID_authority_key_identifier, "keyid");
  if (!is_authority) add(made.get(), signer, NID_ext_key_usage, others.use);
  if (!alt_names.empty()) add(made.get(), signer, NID_subject_alt_name, alt_names);
  X509_sign(made.get(), issuer_key.get(), EVP_get_digestbyname(others.digest));
  return made;
}

std::string Amazon::root() const { return pem(root_.get()); }

std::string Amazon::chain(const LeafOptions& options) const {
  const Key& key = options.weak_key ? weak_key_ : leaf_key_;
  if (options.self_signed) {
    return pem(make("echo-api.amazon.com", key, nullptr, key, options.from, options.until,
                    options.names, options.is_authority, options)
                   .get());
  }
  const Certificate intermediate =
      make("Example Server CA", intermediate_key_, options.other_root ? other_root_ : root_,
           root_key_, std::chrono::hours(-24 * 30), options.intermediate_until, "", true);
  const Certificate leaf =
      make("echo-api.amazon.com", key, intermediate, intermediate_key_, options.from, options.until,
           options.names, options.is_authority, options);
  return pem(leaf.get()) + (options.with_intermediate ? pem(intermediate.get()) : "");
}

std::string Amazon::sign(std::string_view body, const char* digest) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  EVP_DigestSignInit(context.get(), nullptr, EVP_get_digestbyname(digest), nullptr,
                     leaf_key_.get());
  const auto* const data = reinterpret_cast<const unsigned char*>(body.data());
  std::size_t size = 0;
  EVP_DigestSign(context.get(), nullptr, &size, data, body.size());
  std::string signature(size, '\0');
  EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, data,
                 body.size());
  signature.resize(size);
  return base64_encode(signature);
}

void SignedRequest::set(std::string_view name, std::string value) {
  drop(name);
  headers.emplace_back(name, std::move(value));
}

void SignedRequest::drop(std::string_view name) {
  std::erase_if(headers, [&](const auto& each) { return equal_ignoring_case(each.first, name); });
}

HttpRequest SignedRequest::view() const {
  views_.clear();
  for (const auto& [name, value] : headers) views_.push_back({name, value});
  return {.method = method,
          .target = "/hooks/alexa",
          .public_url = "https://311.riverbend.example",
          .headers = views_,
          .body = body};
}

SignedRequest signed_by(const Amazon& amazon, std::string body) {
  SignedRequest request;
  request.set("Content-Type", "application/json; charset=utf-8");
  request.set("SignatureCertChainUrl", std::string(good_url));
  request.set("Signature-256", amazon.sign(body));
  request.body = std::move(body);
  return request;
}

std::string iso(Time time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", std::chrono::floor<std::chrono::seconds>(time));
}

std::string envelope(const EnvelopeParts& parts, Time now) {
  const std::string timestamp = parts.timestamp.empty() ? iso(now) : parts.timestamp;
  const std::string application = fmt::format(R"({{"applicationId":"{}"}})", parts.application);
  const std::string user = fmt::format(R"({{"userId":"{}"}})", parts.user);
  const std::string request =
      fmt::format(R"({{"requestId":"{}","timestamp":"{}","locale":"{}",{})", parts.id, timestamp,
                  parts.locale, parts.request.substr(1));
  return fmt::format(
      R"({{"version":"1.0","session":{{"new":false,"sessionId":"amzn1.echo-api.session.1",)"
      R"("application":{},"attributes":{},"user":{}}},"context":{{"System":{{"application":{},)"
      R"("user":{},"device":{{"deviceId":"d","supportedInterfaces":{{}}}}}}}},"request":{}}})",
      application, parts.attributes, user, application, user, request);
}

}  // namespace crosstown::alexa
