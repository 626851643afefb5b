#include "daemon/http/tls.h"

#include <openssl/ssl.h>

#include <boost/asio/ssl/context.hpp>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace crosstown::http {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

// RFC 7301 section 3.2: whoever offers protocols and not ours is told so at once.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  static constexpr unsigned char ours[] = "\x08http/1.1";
  unsigned char* match = nullptr;
  const int found =
      SSL_select_next_proto(&match, chosen_size, ours, sizeof ours - 1, offered, offered_size);
  if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = match;
  return SSL_TLSEXT_ERR_OK;
}

// Without it OpenSSL would ask for a passphrase on the terminal.
std::string no_passphrase(std::size_t, ssl::context::password_purpose) { return {}; }

void check(const error_code& error, std::string_view what, const std::string& file) {
  if (error) throw std::runtime_error(std::string(what) + ' ' + file + ": " + error.message());
}

std::shared_ptr<ssl::context> load(const TlsFiles& files) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // most connections are idle
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);

  error_code error;
  context->set_password_callback(no_passphrase, error);
  context->use_certificate_chain_file(files.certificate_chain, error);
  check(error, "certificate", files.certificate_chain);
  // Fails too when the key belongs to another certificate.
  context->use_private_key_file(files.private_key, ssl::context::pem, error);
  check(error, "private key", files.private_key);
  return context;
}

}  // namespace

TlsContext::TlsContext(TlsFiles files) : files_(std::move(files)), current_(load(files_)) {}

std::shared_ptr<ssl::context> TlsContext::read_again() const { return load(files_); }

void TlsContext::use(std::shared_ptr<ssl::context> fresh) {
  const std::lock_guard lock(mutex_);
  current_ = std::move(fresh);
}

std::shared_ptr<ssl::context> TlsContext::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

std::vector<std::string> reload(std::span<const std::shared_ptr<TlsContext>> doors) {
  std::vector<std::string> problems;
  std::vector<std::pair<TlsContext*, std::shared_ptr<ssl::context>>> fresh;
  for (const auto& door : doors) {
    if (!door) continue;
    try {
      fresh.emplace_back(door.get(), door->read_again());
    } catch (const std::runtime_error& error) {
      problems.emplace_back(error.what());
    }
  }
  if (!problems.empty()) return problems;
  for (auto& [door, context] : fresh) door->use(std::move(context));
  return {};
}

}  // namespace crosstown::http
