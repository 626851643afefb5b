#include "channels/http/hmac.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

namespace crosstown {
namespace {

constexpr std::size_t block_size = 64;  // of SHA-1 and SHA-256 alike
using Block = std::array<unsigned char, block_size>;

struct FreeDigest {
  void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
};
using Digest = std::unique_ptr<EVP_MD, FreeDigest>;

Digest fetch(Hash hash) {
  Digest digest(EVP_MD_fetch(nullptr, hash == Hash::sha1 ? "SHA1" : "SHA256", nullptr));
  if (!digest) throw std::runtime_error("OpenSSL does not offer the digest for HMAC");
  return digest;
}

// A key longer than a block is replaced by its digest (RFC 2104 section 2).
Block block_of(const EVP_MD* digest, std::string_view key) {
  Block block{};
  if (key.size() <= block_size) {
    std::copy(key.begin(), key.end(), block.begin());
  } else if (EVP_Digest(key.data(), key.size(), block.data(), nullptr, digest, nullptr) != 1) {
    throw std::runtime_error("OpenSSL cannot digest an HMAC key");
  }
  return block;
}

void prepare(EVP_MD_CTX* context, const EVP_MD* digest, Block block, unsigned char pad) {
  for (unsigned char& byte : block) byte ^= pad;
  const bool ready = context != nullptr && EVP_DigestInit_ex(context, digest, nullptr) == 1 &&
                     EVP_DigestUpdate(context, block.data(), block.size()) == 1;
  OPENSSL_cleanse(block.data(), block.size());
  if (!ready) throw std::runtime_error("OpenSSL cannot prepare an HMAC key");
}

// Base64 of a MAC, without memory from the heap: 44 characters and OpenSSL's NUL.
struct Base64Text {
  std::array<unsigned char, 45> characters;
  std::size_t size;
};

Base64Text encode(const unsigned char* bytes, std::size_t size) {
  Base64Text text;
  text.size = static_cast<std::size_t>(
      EVP_EncodeBlock(text.characters.data(), bytes, static_cast<int>(size)));
  return text;
}

}  // namespace

bool Mac::matches(std::string_view base64) const {
  if (size_ == 0) return false;
  const Base64Text text = encode(bytes_.data(), size_);
  return base64.size() == text.size &&
         CRYPTO_memcmp(base64.data(), text.characters.data(), text.size) == 0;
}

std::string Mac::base64() const {
  const Base64Text text = encode(bytes_.data(), size_);
  return {text.characters.begin(),
          text.characters.begin() + static_cast<std::ptrdiff_t>(text.size)};
}

void HmacKey::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

HmacKey::HmacKey(Hash hash, std::string_view key)
    : inner_(EVP_MD_CTX_new()), outer_(EVP_MD_CTX_new()) {
  const Digest digest = fetch(hash);
  Block block = block_of(digest.get(), key);
  prepare(inner_.get(), digest.get(), block, 0x36);
  prepare(outer_.get(), digest.get(), block, 0x5c);
  OPENSSL_cleanse(block.data(), block.size());
}

// One a thread, so that a MAC allocates no context.
evp_md_ctx_st* HmacKey::scratch() {
  thread_local const Context context(EVP_MD_CTX_new());
  return context.get();
}

Mac HmacKey::mac(std::initializer_list<std::string_view> parts) const {
  EVP_MD_CTX* const context = scratch();
  if (context == nullptr || EVP_MD_CTX_copy_ex(context, inner_.get()) != 1) return {};
  for (const std::string_view part : parts) {
    if (EVP_DigestUpdate(context, part.data(), part.size()) != 1) return {};
  }
  Mac mac;
  unsigned size = 0;
  const bool done = EVP_DigestFinal_ex(context, mac.bytes_.data(), &size) == 1 &&
                    EVP_MD_CTX_copy_ex(context, outer_.get()) == 1 &&
                    EVP_DigestUpdate(context, mac.bytes_.data(), size) == 1 &&
                    EVP_DigestFinal_ex(context, mac.bytes_.data(), &size) == 1;
  if (!done) return {};
  mac.size_ = size;
  return mac;
}

}  // namespace crosstown
