// The certificate of a TLS door, replaceable while it is open.
#pragma once

#include <memory>
#include <mutex>
#include <string>

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

  // Reads the files again. New handshakes use what they hold; connections that run stay as they
  // are. When a file is bad, the old certificate stays and the text says why; else it is empty.
  [[nodiscard]] std::string reload();
  [[nodiscard]] std::shared_ptr<boost::asio::ssl::context> current() const;

 private:
  TlsFiles files_;
  mutable std::mutex mutex_;  // held for a pointer's copy, once a handshake
  std::shared_ptr<boost::asio::ssl::context> current_;
};

}  // namespace crosstown::http
