// Whatever a request names as the place of its certificate: what is taken lies in Amazon's folder,
// says the same to who resolves it once more, and holds nothing that two readers of a URL could
// understand differently.
#include <cstdint>
#include <string>
#include <string_view>

#include "channels/voice/certificate_url.h"
#include "tests/fuzz/check.h"

using namespace crosstown::alexa;

namespace {

constexpr std::string_view amazon = "https://s3.amazonaws.com";

void check(std::string_view url) {
  const auto path = certificate_path(url);
  if (!path) return;
  FUZZ_CHECK(path->starts_with("/echo.api/") && path->size() > 10 && path->size() <= url.size());
  const std::string closed = *path + '/';
  FUZZ_CHECK(closed.find("/../") == std::string::npos && closed.find("/./") == std::string::npos);
  FUZZ_CHECK(path->find_first_of("@?#%\\: \t\r\n") == std::string::npos);
  FUZZ_CHECK(url.find_first_of("@?#%\\ \t\r\n") == std::string_view::npos);
  FUZZ_CHECK(certificate_path(std::string(amazon) + *path) == path);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(text);
  check(std::string(amazon) + std::string(text));  // so that most of the work is in the path
  check(std::string(amazon) + "/echo.api/" + std::string(text));
  return 0;
}
