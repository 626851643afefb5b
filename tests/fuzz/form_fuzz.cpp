// Any bytes are a form; what it holds survives being written and read again.
#include <cstdint>

#include "channels/http/form.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static crosstown::Form form;
  static crosstown::Form again;
  if (!form.decode({reinterpret_cast<const char*>(data), size})) return 0;
  std::string written;
  std::size_t decoded = 0;
  for (const auto& [name, value] : form.fields()) {
    crosstown::append_form_field(written, name, value);
    decoded += name.size() + value.size();
  }
  FUZZ_CHECK(decoded <= size);
  FUZZ_CHECK(again.decode(written));
  FUZZ_CHECK(again.fields().size() == form.fields().size());
  for (std::size_t i = 0; i < form.fields().size(); ++i) {
    FUZZ_CHECK(again.fields()[i].name == form.fields()[i].name);
    FUZZ_CHECK(again.fields()[i].value == form.fields()[i].value);
  }
  return 0;
}
