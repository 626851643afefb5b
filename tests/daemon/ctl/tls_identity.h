// A TLS server's key and a certificate that nobody vouches for, made afresh.
#pragma once

#include <openssl/ssl.h>

#include <memory>

namespace crosstown::ctl {

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeContext>;

// For "elsewhere.example", signed by itself.
[[nodiscard]] TlsContext self_signed_context();

}  // namespace crosstown::ctl
