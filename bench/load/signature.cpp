#include "bench/load/signature.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <array>
#include <stdexcept>

namespace crosstown::load {
namespace {

constexpr std::size_t sha1_size = 20;
constexpr std::size_t base64_size = 28;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Signer::Signer(std::string_view token, std::string_view url)
    : mac_(EVP_MAC_fetch(nullptr, "HMAC", nullptr)),
      context_(mac_ ? EVP_MAC_CTX_new(mac_.get()) : nullptr),
      signed_text_(url),
      url_size_(url.size()),
      base64_(base64_size + 1, '\0') {
  char digest[] = "SHA1";
  const std::array<OSSL_PARAM, 2> parameters = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  if (!context_ ||
      EVP_MAC_init(context_.get(), bytes(token), token.size(), parameters.data()) != 1) {
    throw std::runtime_error("OpenSSL offers no HMAC-SHA1");
  }
}

std::string_view Signer::sign(std::span<const Field> sorted) {
  signed_text_.resize(url_size_);
  for (const auto& [name, value] : sorted) signed_text_.append(name).append(value);

  std::array<unsigned char, sha1_size> digest{};
  std::size_t size = 0;
  // Without a key, EVP_MAC_init starts over with the one it has.
  EVP_MAC_init(context_.get(), nullptr, 0, nullptr);
  EVP_MAC_update(context_.get(), bytes(signed_text_), signed_text_.size());
  EVP_MAC_final(context_.get(), digest.data(), &size, digest.size());
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64_.data()), digest.data(),
                  static_cast<int>(size));
  return std::string_view(base64_).substr(0, base64_size);
}

}  // namespace crosstown::load
