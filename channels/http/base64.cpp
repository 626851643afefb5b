#include "channels/http/base64.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <limits>

namespace crosstown {
namespace {

constexpr std::array<bool, 256> make_alphabet() {
  std::array<bool, 256> table{};
  for (unsigned char c = '0'; c <= '9'; ++c) table[c] = true;
  for (unsigned char c = 'A'; c <= 'Z'; ++c) table[c] = true;
  for (unsigned char c = 'a'; c <= 'z'; ++c) table[c] = true;
  table['+'] = true;
  table['/'] = true;
  return table;
}
constexpr auto alphabet = make_alphabet();

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '\0');
  // OpenSSL ends its output with a NUL: it lands on the string's own terminator.
  EVP_EncodeBlock(bytes_of(text), bytes_of(bytes), static_cast<int>(bytes.size()));
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0 || text.size() > std::numeric_limits<int>::max()) return std::nullopt;
  std::string_view digits = text;
  for (int i = 0; i < 2 && digits.ends_with('='); ++i) digits.remove_suffix(1);
  // Checked here, because OpenSSL skips white space and takes `-` for the end of the text.
  const bool clean = std::all_of(digits.begin(), digits.end(),
                                 [](char c) { return alphabet[static_cast<unsigned char>(c)]; });
  if (!clean) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  if (EVP_DecodeBlock(bytes_of(bytes), bytes_of(text), static_cast<int>(text.size())) < 0) {
    return std::nullopt;
  }
  bytes.resize(bytes.size() - (text.size() - digits.size()));
  return bytes;
}

}  // namespace crosstown
