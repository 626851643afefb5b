// Listening sockets that systemd holds open for us (sd_listen_fds(3), systemd.socket(5)): while the
// daemon restarts, connections wait in them and nobody is refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/http/listener.h"

namespace crosstown {

class InheritedSockets {
 public:
  // Takes over what the environment names, which then forgets it. Throws std::runtime_error when a
  // descriptor does not listen.
  [[nodiscard]] static InheritedSockets take();

  // For a door ("public", "admin", "control"): the socket that is bound to `address`, else the one
  // with the door's name (FileDescriptorName=). Empty: none was handed down.
  [[nodiscard]] std::optional<http::ListeningSocket> find(std::string_view door,
                                                          std::string_view address);

  // Throws std::runtime_error when a socket is left: who connects there would never be answered.
  void expect_none_left() const;

 private:
  struct Inherited {
    std::string name;
    http::ListeningSocket socket;
  };
  std::optional<http::ListeningSocket> give(std::optional<Inherited>& slot);

  std::vector<std::optional<Inherited>> sockets_;
};

}  // namespace crosstown
