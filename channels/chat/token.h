// What a session and an upload are named by outside: signed, so that nothing has to be looked up to
// know a forgery, and any daemon of the city knows what another gave out.
//
//   c1.<session>.<made, Unix s in hex>.<MAC>
//   u1.<file id>.<size>.<until>.<type>.<name, in base64url>.<MAC, also over the session>
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "channels/http/hmac.h"
#include "router/message/message.h"

namespace crosstown::chat {

struct SessionToken {
  std::string session;  // 32 hex digits
  Time made{};
};

// Immutable; shared by all threads.
class TokenMaker {
 public:
  // `key`: secret, the same for all daemons of a city.
  explicit TokenMaker(std::string_view key) : key_(Hash::sha256, key) {}

  [[nodiscard]] std::string for_session(std::string_view channel,
                                        const SessionToken& session) const;
  // Empty: not one that was made for this channel.
  [[nodiscard]] std::optional<SessionToken> session_of(std::string_view channel,
                                                       std::string_view token) const;

  // `file` has everything but bytes; it may be named by that session until then.
  [[nodiscard]] std::string for_upload(std::string_view session, const Attachment& file,
                                       Time until) const;
  [[nodiscard]] std::optional<Attachment> upload_of(std::string_view session,
                                                    std::string_view token, Time now) const;

 private:
  [[nodiscard]] std::string signed_by(std::string_view whose, std::string text) const;
  // What stands before the MAC; empty: it is not the right one.
  [[nodiscard]] std::optional<std::string_view> read(std::string_view whose,
                                                     std::string_view token) const;

  HmacKey key_;
};

// RFC 4648 section 5, without padding.
[[nodiscard]] std::string base64url_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace crosstown::chat
