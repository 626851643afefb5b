#include "daemon/inherited_sockets.h"

#include <systemd/sd-daemon.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace crosstown {

InheritedSockets InheritedSockets::take() {
  InheritedSockets all;
  char** names = nullptr;
  const int count = sd_listen_fds_with_names(1, &names);
  if (count < 0)
    throw std::runtime_error(std::string("sockets from systemd: ") + std::strerror(-count));
  for (int i = 0; i < count; ++i) {
    Inherited one{names && names[i] ? names[i] : "",
                  http::ListeningSocket::adopt(SD_LISTEN_FDS_START + i)};
    all.sockets_.emplace_back(std::move(one));
  }
  for (int i = 0; names && names[i]; ++i) std::free(names[i]);
  std::free(names);
  return all;
}

std::optional<http::ListeningSocket> InheritedSockets::give(std::optional<Inherited>& slot) {
  std::optional<http::ListeningSocket> socket(std::move(slot->socket));
  slot.reset();
  return socket;
}

std::optional<http::ListeningSocket> InheritedSockets::find(std::string_view door,
                                                            std::string_view address) {
  for (auto& slot : sockets_) {
    if (slot && slot->socket.local_address() == address) return give(slot);
  }
  for (auto& slot : sockets_) {
    if (slot && slot->name == door) return give(slot);
  }
  return std::nullopt;
}

void InheritedSockets::expect_none_left() const {
  for (const auto& slot : sockets_) {
    if (!slot) continue;
    throw std::runtime_error("the socket " + slot->socket.local_address() +
                             " that systemd holds is none of listen: in the configuration; who "
                             "connects there would wait for ever");
  }
}

}  // namespace crosstown
