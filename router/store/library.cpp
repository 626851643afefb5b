#include "router/store/library.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <string_view>

#include "library.lua.h"  // made from library.lua by CMake: library_source

namespace crosstown {
namespace {

std::string version_of(std::string_view source) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(source.data()), source.size(), digest);
  return fmt::format("{:02x}{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2], digest[3]);
}

FunctionLibrary build() {
  const std::string version = version_of(library_source);
  constexpr std::string_view placeholder = "@VERSION@";
  std::string code(library_source);
  for (std::size_t at = 0; (at = code.find(placeholder, at)) != std::string::npos;) {
    code.replace(at, placeholder.size(), version);
  }
  return {code, "ct_accept_" + version, "ct_lease_" + version, "ct_probe_" + version};
}

}  // namespace

const FunctionLibrary& function_library() {
  static const FunctionLibrary library = build();
  return library;
}

}  // namespace crosstown
