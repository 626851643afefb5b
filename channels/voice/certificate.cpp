#include "channels/voice/certificate.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <vector>

namespace crosstown::alexa {
namespace {

constexpr char amazon[] = "echo-api.amazon.com";
constexpr int least_key_bits = 2048;
constexpr std::size_t most_certificates = 10;
// 112 bits of security: no SHA-1, no RSA below 2,048 bits, anywhere in the chain
// (SSL_CTX_set_security_level(3)).
constexpr int security_level = 2;

template <auto free_function>
struct Freeing {
  template <class T>
  void operator()(T* object) const {
    free_function(object);
  }
};
using Bio = std::unique_ptr<BIO, Freeing<BIO_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Freeing<X509_STORE_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freeing<EVP_MD_CTX_free>>;

void free_list(STACK_OF(X509) * list) { sk_X509_free(list); }  // a macro in OpenSSL
using CertificateList = std::unique_ptr<STACK_OF(X509), Freeing<free_list>>;

Time time_of(const ASN1_TIME* written) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(written, &parts) != 1) return Time{};
  return Time(std::chrono::seconds(timegm(&parts)));
}

// OpenSSL's own would ask on the terminal, for as long as nobody answers there.
int no_password(char*, int, int, void*) { return 0; }

std::vector<Certificate> certificates_in(std::string_view pem) {
  std::vector<Certificate> found;
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  while (bio && found.size() < most_certificates) {
    Certificate next(PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr));
    if (!next) break;
    found.push_back(std::move(next));
  }
  ERR_clear_error();  // the end of the file is an error to it
  return found;
}

// OpenSSL takes an empty folder without a word, and would then refuse every request. Where the
// operator names other places in the environment, they are hers.
bool machine_trusts_any() {
  namespace fs = std::filesystem;
  if (std::getenv(X509_get_default_cert_file_env()) || std::getenv(X509_get_default_cert_dir_env()))
    return true;
  std::error_code none;
  if (fs::exists(X509_get_default_cert_file(), none)) return true;
  return fs::directory_iterator(X509_get_default_cert_dir(), none) != fs::directory_iterator();
}

const EVP_MD* sha256() {
  static EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return fetched;
}

}  // namespace

void TrustRoots::Free::operator()(x509_store_st* store) const { X509_STORE_free(store); }
void SigningKey::Free::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

TrustRoots TrustRoots::none() { return TrustRoots(X509_STORE_new()); }

TrustRoots TrustRoots::system() {
  TrustRoots roots = none();
  if (!roots.store_ || X509_STORE_set_default_paths(roots.store()) != 1)
    throw std::runtime_error("the certificates that this machine trusts cannot be read");
  if (!machine_trusts_any()) {
    throw std::runtime_error(
        "this machine trusts no certificate, so none of Amazon's would be right: install the "
        "package ca-certificates, or "
        "name a file");
  }
  return roots;
}

TrustRoots TrustRoots::from_file(const std::string& file) {
  TrustRoots roots(X509_STORE_new());
  if (!roots.store_ || X509_STORE_load_file(roots.store(), file.c_str()) != 1) {
    ERR_clear_error();
    throw std::runtime_error("no certificate can be read from " + file);
  }
  return roots;
}

bool SigningKey::signed_by(std::string_view signature, std::string_view bytes) const {
  thread_local const DigestContext context(EVP_MD_CTX_new());
  const auto* const mac = reinterpret_cast<const unsigned char*>(signature.data());
  const auto* const data = reinterpret_cast<const unsigned char*>(bytes.data());
  const bool right =
      context && EVP_DigestVerifyInit(context.get(), nullptr, sha256(), nullptr, key_.get()) == 1 &&
      EVP_DigestVerify(context.get(), mac, signature.size(), data, bytes.size()) == 1;
  if (context) EVP_MD_CTX_reset(context.get());  // it must not outlive the key
  if (!right) ERR_clear_error();
  return right;
}

// One reading of one chain.
class ChainReader {
 public:
  ChainReader(const TrustRoots& roots, Time now) : roots_(roots), now_(now) {}

  std::variant<std::shared_ptr<const SigningKey>, ChainMistake> read(std::string_view pem) {
    if (pem.size() > largest_chain) return ChainMistake("the file is too large");
    const std::vector<Certificate> certificates = certificates_in(pem);
    if (certificates.empty()) return ChainMistake("there is no certificate in the file");
    if (auto mistake = check(certificates)) return *std::move(mistake);
    auto key = std::make_shared<SigningKey>();
    key->key_.reset(X509_get_pubkey(certificates.front().get()));
    if (!key->key_ || EVP_PKEY_get_base_id(key->key_.get()) != EVP_PKEY_RSA ||
        EVP_PKEY_get_bits(key->key_.get()) < least_key_bits) {
      return ChainMistake("the certificate has no RSA key of 2,048 bits");
    }
    key->from_ = from_;
    key->until_ = until_;
    return std::shared_ptr<const SigningKey>(std::move(key));
  }

 private:
  std::optional<ChainMistake> check(const std::vector<Certificate>& certificates) {
    const CertificateList others(sk_X509_new_null());
    for (const Certificate& each : certificates) sk_X509_push(others.get(), each.get());
    const StoreContext context(X509_STORE_CTX_new());
    if (!context || X509_STORE_CTX_init(context.get(), roots_.store(), certificates.front().get(),
                                        others.get()) != 1) {
      return ChainMistake("out of memory");
    }
    if (!demand(X509_STORE_CTX_get0_param(context.get()))) return ChainMistake("out of memory");
    if (X509_verify_cert(context.get()) != 1) {
      ERR_clear_error();
      return ChainMistake(X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())));
    }
    note_dates(X509_STORE_CTX_get0_chain(context.get()));
    return std::nullopt;
  }

  bool demand(X509_VERIFY_PARAM* wanted) const {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now_).time_since_epoch().count();
    X509_VERIFY_PARAM_set_time(wanted, static_cast<std::time_t>(seconds));
    X509_VERIFY_PARAM_set_auth_level(wanted, security_level);
    X509_VERIFY_PARAM_set_hostflags(
        wanted, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_WILDCARDS);
    return X509_VERIFY_PARAM_set_purpose(wanted, X509_PURPOSE_SSL_SERVER) == 1 &&
           X509_VERIFY_PARAM_set1_host(wanted, amazon, sizeof amazon - 1) == 1;
  }

  // Those of the whole chain: an intermediate may end before the leaf does.
  void note_dates(const STACK_OF(X509) * chain) {
    for (int i = 0; i < sk_X509_num(chain); ++i) {
      const X509* const each = sk_X509_value(chain, i);
      from_ = std::max(from_, time_of(X509_get0_notBefore(each)));
      until_ = std::min(until_, time_of(X509_get0_notAfter(each)));
    }
  }

  const TrustRoots& roots_;
  Time now_;
  Time from_ = Time::min();
  Time until_ = Time::max();
};

std::variant<std::shared_ptr<const SigningKey>, ChainMistake> read_chain(std::string_view pem,
                                                                         const TrustRoots& roots,
                                                                         Time now) {
  return ChainReader(roots, now).read(pem);
}

}  // namespace crosstown::alexa
