// One listening socket for an address: opened here or inherited from systemd, IP or unix. The
// server gives each of its threads a duplicate of the descriptor: all accept from one queue, so a
// thread or a daemon that stops resets nobody who waits in it (as SO_REUSEPORT would).
#pragma once

#include <string>
#include <string_view>

namespace crosstown::http {

struct ListenOptions {
  unsigned mode = 0660;  // of a unix socket's file
};

class ListeningSocket {
 public:
  // "127.0.0.1:8311", "[::]:8311" (IPv4 too), "unix:/run/crosstown/admin.sock". Port 0: any. A unix
  // socket's file is replaced when nobody answers on it. Throws std::runtime_error, with the
  // address.
  [[nodiscard]] static ListeningSocket open(std::string_view address,
                                            const ListenOptions& options = {});
  // Takes over a descriptor that listens already. Throws std::runtime_error when it does not.
  [[nodiscard]] static ListeningSocket adopt(int descriptor);

  ListeningSocket(ListeningSocket&& other) noexcept;
  ListeningSocket& operator=(ListeningSocket&&) = delete;
  // Removes the file of a unix socket that open() made, unless it is another's by now.
  ~ListeningSocket();

  [[nodiscard]] int family() const { return family_; }  // AF_INET, AF_INET6, AF_UNIX
  // What is really bound, in the form open() takes.
  [[nodiscard]] std::string local_address() const;
  [[nodiscard]] int port() const;  // 0 for a unix socket
  // A new descriptor of the same socket; the caller owns it. Throws std::system_error.
  [[nodiscard]] int duplicate() const;

 private:
  ListeningSocket(int descriptor, int family) : descriptor_(descriptor), family_(family) {}

  int descriptor_ = -1;
  int family_ = 0;
  std::string path_;  // of the unix socket that this object made
  unsigned long inode_ = 0;
};

}  // namespace crosstown::http
