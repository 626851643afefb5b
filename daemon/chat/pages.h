// What a browser is given at /chat/<channel>/: the widget's files out of the binary itself, and
// what the city says before anybody writes (docs/channels/chat.md has the addresses and the
// headers).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "channels/chat/words.h"
#include "channels/http_request.h"
#include "daemon/city.h"
#include "daemon/http/handler.h"

namespace crosstown::chat {

// Where an address leads: "/chat/web-chat/socket?x" → "web-chat" and "socket".
struct Address {
  std::string_view channel;
  std::string_view rest;       // behind the channel's slash, without the query
  bool without_slash = false;  // "/chat/web-chat"
};
// Empty: not under /chat/.
[[nodiscard]] std::optional<Address> read_address(std::string_view target);

// What the daemon says of a channel before anybody writes, in the city's language that fits best.
// The result has views into `city`.
[[nodiscard]] Notice notice_of(const City& city, const WidgetSettings& settings,
                               std::string_view wanted_language,
                               std::string_view accepted_languages);

// The answer to GET, for everything but the socket.
[[nodiscard]] http::Response page_at(const Address& address, const City& city,
                                     const Channel& channel, const HttpRequest& request,
                                     const http::Peer& peer);

// Scheme, host and port by which the client calls this daemon: how a browser names the origin of
// our own pages, whatever listen.public.url says.
[[nodiscard]] std::string own_origin(const HttpRequest& request, const http::Peer& peer);
// Whether a page of that origin may use the channel.
[[nodiscard]] bool is_allowed(std::string_view origin, const ChatWidget& widget,
                              const HttpRequest& request, const http::Peer& peer);

}  // namespace crosstown::chat
