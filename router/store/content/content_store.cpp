#include "router/store/content/content_store.h"

#include <openssl/evp.h>

#include <array>
#include <cstdlib>

namespace crosstown {
namespace {
constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::size_t id_length = 64;
}  // namespace

std::string_view name_of(ContentFault fault) {
  switch (fault) {
    case ContentFault::invalid_id: return "invalid_id";
    case ContentFault::not_found: return "not_found";
    case ContentFault::quota_exceeded: return "quota_exceeded";
    case ContentFault::disk: return "disk";
  }
  return "unknown";
}

std::string to_text(const ContentError& error) {
  std::string text(name_of(error.fault));
  if (error.fault == ContentFault::disk) text += ": " + disk::to_text(error.cause);
  return text;
}

std::string content_id(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  unsigned size = 0;
  // Only a broken OpenSSL fails here, and any id made up instead would mix up two contents.
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1 ||
      size != digest.size())
    std::abort();
  std::string id;
  id.reserve(id_length);
  for (const unsigned char byte : digest) {
    id += hex_digits[byte >> 4];
    id += hex_digits[byte & 15];
  }
  return id;
}

bool is_content_id(std::string_view id) {
  return id.size() == id_length && id.find_first_not_of(hex_digits) == std::string_view::npos;
}

}  // namespace crosstown
