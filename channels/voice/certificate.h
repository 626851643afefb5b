// The certificate that Amazon signs with: its chain, its name, its dates, its key.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "router/message/message.h"

struct evp_pkey_st;
struct x509_store_st;

namespace crosstown::alexa {

// Whom a chain of certificates must lead to. Immutable once made; shared by all threads.
class TrustRoots {
 public:
  // Of this machine, or of a PEM file. Throws std::runtime_error with a sentence for the operator.
  [[nodiscard]] static TrustRoots system();
  // Trusts nobody.
  [[nodiscard]] static TrustRoots none();
  [[nodiscard]] static TrustRoots from_file(const std::string& file);

  [[nodiscard]] x509_store_st* store() const { return store_.get(); }

 private:
  struct Free {
    void operator()(x509_store_st* store) const;
  };
  explicit TrustRoots(x509_store_st* store) : store_(store) {}
  std::unique_ptr<x509_store_st, Free> store_;
};

// The key of a chain that was found right. Immutable; shared by all threads.
class SigningKey {
 public:
  // Whether `signature` (raw bytes) is RSA PKCS#1 v1.5 with SHA-256 over exactly these bytes.
  [[nodiscard]] bool signed_by(std::string_view signature, std::string_view bytes) const;
  // Whether all certificates of the chain are within their dates.
  [[nodiscard]] bool valid_at(Time time) const { return from_ <= time && time <= until_; }
  [[nodiscard]] Time until() const { return until_; }

 private:
  friend class ChainReader;
  struct Free {
    void operator()(evp_pkey_st* key) const;
  };
  std::unique_ptr<evp_pkey_st, Free> key_;
  Time from_{};
  Time until_{};
};

inline constexpr std::size_t largest_chain = 64 * 1024;  // bytes of a PEM file

// Why a chain is not believed: a few words for the log. What the other side wrote is not in it.
using ChainMistake = std::string;

// `pem`: the leaf first, then what leads from it towards a root. The leaf must be Amazon's (its
// subject alternative names hold echo-api.amazon.com, RFC 6125 section 6.4.1, no wildcard), have an
// RSA key of at least 2,048 bits, and lead to one of `roots`; all of the chain must be valid at
// `now`. Pure; any bytes are fine.
[[nodiscard]] std::variant<std::shared_ptr<const SigningKey>, ChainMistake> read_chain(
    std::string_view pem, const TrustRoots& roots, Time now);

}  // namespace crosstown::alexa
