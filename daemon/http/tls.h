// The certificate of a TLS door, replaceable while it is open.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace boost::asio::ssl {
class context;
}

namespace crosstown::http {

struct TlsFiles {
  std::string certificate_chain;  // PEM: ours first, then the intermediates
  std::string private_key;        // PEM, without a passphrase
};

// TLS 1.2 and up, ALPN "http/1.1". Any thread may call any function.
class TlsContext {
 public:
  // Throws std::runtime_error that names the file.
  explicit TlsContext(TlsFiles files);

  // What the files hold now, checked and not in use yet. Throws as the constructor does.
  [[nodiscard]] std::shared_ptr<boost::asio::ssl::context> read_again() const;
  // For new handshakes; connections that run stay as they are.
  void use(std::shared_ptr<boost::asio::ssl::context> fresh);
  [[nodiscard]] std::shared_ptr<boost::asio::ssl::context> current() const;

 private:
  const TlsFiles files_;
  mutable std::mutex mutex_;  // held for a pointer's copy, once a handshake
  std::shared_ptr<boost::asio::ssl::context> current_;
};

// Reads the files of all doors again (null: a door without TLS), whole or not at all: when a file
// of any is bad, each keeps the certificate that it has, and the texts say why. Blocks on the disk.
[[nodiscard]] std::vector<std::string> reload(std::span<const std::shared_ptr<TlsContext>> doors);

}  // namespace crosstown::http
