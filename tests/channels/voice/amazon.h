// Amazon as the tests play it: a certificate authority made at run time in the shape of the real
// one (root, intermediate, leaf with the names and uses of a TLS server), and a signer of requests.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "channels/http_request.h"
#include "router/message/message.h"

namespace crosstown::alexa {

inline constexpr std::string_view amazon_name = "DNS:echo-api.amazon.com";
inline constexpr std::string_view good_url =
    "https://s3.amazonaws.com/echo.api/echo-api-cert-12.pem";
inline constexpr std::string_view skill = "amzn1.ask.skill.00000000-0000-4000-8000-000000000311";

struct LeafOptions {
  std::string names = "DNS:echo-api.amazon.com,DNS:echo-api.example.org";
  std::chrono::hours from{-24};  // from now
  std::chrono::hours until{24 * 90};
  bool self_signed = false;
  bool weak_key = false;    // RSA of 1,024 bits
  bool other_root = false;  // of an authority that nobody trusts
  bool with_intermediate = true;
  bool is_authority = false;  // the leaf itself says that it is one
  std::string use = "serverAuth";
  const char* digest = "SHA256";  // that it is signed with
  std::chrono::hours intermediate_until{24 * 365};
};

class Amazon {
 public:
  explicit Amazon(Time now);

  [[nodiscard]] std::string root() const;  // PEM, for trust_roots
  // PEM, leaf first.
  [[nodiscard]] std::string chain(const LeafOptions& options = {}) const;
  // Base64, with the key of every leaf but a weak one.
  [[nodiscard]] std::string sign(std::string_view body, const char* digest = "SHA256") const;

 private:
  using Key = std::shared_ptr<EVP_PKEY>;
  using Certificate = std::shared_ptr<X509>;
  struct Authority {
    Key key;
    Certificate root;
    Certificate intermediate;
  };
  [[nodiscard]] Certificate make(const std::string& name, const Key& key, const Certificate& issuer,
                                 const Key& issuer_key, std::chrono::hours from,
                                 std::chrono::hours until, const std::string& alt_names,
                                 bool is_authority, const LeafOptions& others = {}) const;

  Time now_;
  Key root_key_;
  Key intermediate_key_;
  Key leaf_key_;
  Key weak_key_;
  Certificate root_;
  Certificate other_root_;
};

// A request with its headers and body, altered at will before it is viewed.
struct SignedRequest {
  std::string method = "POST";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  void set(std::string_view name, std::string value);
  void drop(std::string_view name);
  // Lives as long as nothing of this changes.
  [[nodiscard]] HttpRequest view() const;

 private:
  mutable std::vector<Header> views_;
};

[[nodiscard]] SignedRequest signed_by(const Amazon& amazon, std::string body);

// An envelope around `request`, an object without its id, time and locale.
struct EnvelopeParts {
  std::string request = R"({"type":"LaunchRequest"})";
  std::string attributes = "{}";
  std::string locale = "en-US";
  std::string id = "amzn1.echo-api.request.1";
  std::string application{skill};
  std::string timestamp{};  // empty: of `now`
  std::string user = "amzn1.ask.account.RESIDENT";
};
[[nodiscard]] std::string envelope(const EnvelopeParts& parts, Time now);
[[nodiscard]] std::string iso(Time time);

}  // namespace crosstown::alexa
