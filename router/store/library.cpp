#include "router/store/library.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <string_view>

#include "care.lua.h"     // made from care.lua by CMake: care_source
#include "library.lua.h"  // made from library.lua by CMake: library_source

namespace crosstown {
namespace {

std::string version_of(std::string_view source) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(source.data()), source.size(), digest);
  return fmt::format("{:02x}{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2], digest[3]);
}

std::string with_version(std::string_view source, const std::string& version) {
  constexpr std::string_view placeholder = "@VERSION@";
  std::string code(source);
  for (std::size_t at = 0; (at = code.find(placeholder, at)) != std::string::npos;) {
    code.replace(at, placeholder.size(), version);
  }
  return code;
}

FunctionLibrary build() {
  const std::string version = version_of(library_source);
  return {with_version(library_source, version), "ct_accept_" + version, "ct_lease_" + version,
          "ct_probe_" + version};
}

CareLibrary build_care() {
  const std::string version = version_of(care_source);
  return {with_version(care_source, version),
          "ct_return_" + version,
          "ct_trim_" + version,
          "ct_has_work_" + version,
          "ct_dead_" + version,
          "ct_replay_" + version,
          "ct_drop_" + version,
          "ct_care_probe_" + version};
}

}  // namespace

const FunctionLibrary& function_library() {
  static const FunctionLibrary library = build();
  return library;
}

const CareLibrary& care_library() {
  static const CareLibrary library = build_care();
  return library;
}

}  // namespace crosstown
