#include "daemon/place_key.h"

#include "router/message/text.h"

namespace crosstown {

std::string place_key(std::string_view address, const Places* places) {
  if (places && !address.empty()) {
    Message message;
    message.place = Place{};
    message.place->address = address;
    const auto located = places->locate(message);
    if (located && !located->address.empty()) return fold(located->address);
  }
  return fold(address);
}

}  // namespace crosstown
