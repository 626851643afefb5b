// X-Twilio-Signature: base64(HMAC-SHA1(auth token, URL + sorted form fields)). Source: Twilio,
// "Webhooks security"; its Node SDK 6.2.0 where that is silent (repeated names, ports).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "channels/http/form.h"
#include "channels/http/hmac.h"
#include "channels/http_request.h"

namespace crosstown {

// Checks and makes signatures with one account's auth tokens. Immutable; shared by all threads.
class TwilioSignature {
 public:
  // While a token is rotated there are two: any of them may have signed. At least one.
  explicit TwilioSignature(std::span<const std::string> auth_tokens);

  // Whether `signature` (28 characters of base64) is over this request and these fields; a GET has
  // none, its parameters are in the URL. The URL is the public one as configured; Twilio signs it
  // with its port or without, depending on product and scheme, so both are tried, never another.
  [[nodiscard]] bool matches(const HttpRequest& request, std::span<const FormField> fields,
                             std::string_view signature) const;

  // For bodies that are not forms (JSON): the URL alone is signed, and carries the body's SHA-256
  // in hex as the query parameter `bodySHA256`.
  [[nodiscard]] bool matches_body(const HttpRequest& request, std::string_view signature) const;

  // What `bodySHA256` must say of such a body: 64 lower-case hex digits.
  [[nodiscard]] static std::string body_hash(std::string_view body);

  // As Twilio would sign, with the first token.
  [[nodiscard]] std::string sign(std::string_view url, std::span<const FormField> fields) const;

 private:
  [[nodiscard]] bool any_token_signed(std::string_view text, std::string_view signature) const;

  std::vector<HmacKey> keys_;
};

}  // namespace crosstown
