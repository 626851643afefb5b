// X-Twilio-Signature: base64(HMAC-SHA1(token, url + name + value + name + value …)), names in byte
// order (Twilio, "Webhooks security"). Written apart from the daemon's verifier on purpose: a
// mistake in either shows as a refused request.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace crosstown::load {

using Field = std::pair<std::string_view, std::string_view>;

// One thread. Throws std::runtime_error from the constructor when OpenSSL offers no HMAC-SHA1.
class Signer {
 public:
  // `url` byte for byte as the sender has it configured, without fragment.
  Signer(std::string_view token, std::string_view url);

  // `sorted`: the decoded fields, in byte order of their names, each name once. 28 characters,
  // valid until the next call.
  [[nodiscard]] std::string_view sign(std::span<const Field> sorted);

 private:
  struct Free {
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  };
  std::unique_ptr<EVP_MAC, Free> mac_;
  std::unique_ptr<EVP_MAC_CTX, Free> context_;
  std::string signed_text_;  // begins with the URL; the rest is rewritten by each call
  std::size_t url_size_;
  std::string base64_;
};

}  // namespace crosstown::load
