#include "daemon/chat/chat_door.h"

#include <algorithm>
#include <utility>

#include "daemon/http/response.h"
#include "daemon/io_thread.h"
#include "daemon/source.h"

namespace crosstown::chat {
namespace {

namespace asio = boost::asio;
using http::Response;

constexpr std::string_view subprotocol = "crosstown.chat.v1";
constexpr std::string_view socket_path = "socket", upload_path = "upload";

std::vector<std::unique_ptr<Hall>> halls_of(std::span<asio::io_context* const> threads) {
  std::vector<std::unique_ptr<Hall>> halls;
  for (asio::io_context* context : threads) halls.push_back(std::make_unique<Hall>(*context));
  return halls;
}

std::vector<Hall*> pointers(const std::vector<std::unique_ptr<Hall>>& halls) {
  std::vector<Hall*> all;
  for (const auto& hall : halls) all.push_back(hall.get());
  return all;
}

Response no_chat() { return http::plain_answer(404, "There is no such chat here."); }

const Channel* chat_of(const City& city, const Address& address) {
  const Channel* const channel = city.channel(address.channel);
  return channel && channel->chat ? channel : nullptr;
}

}  // namespace

ChatDoor::ChatDoor(Parts parts, std::span<asio::io_context* const> threads)
    : halls_(halls_of(threads)),
      watch_(parts.store.chat_log(), pointers(halls_)),
      lines_{parts, guard_, watch_} {}

http::BodyRule ChatDoor::before_body(const Address& address, const HttpRequest& head,
                                     const http::Peer& peer) {
  const auto city = lines_.parts.city.get();
  const Channel* const channel = chat_of(*city, address);
  http::BodyRule rule;
  rule.max_body = 0;
  if (!channel) {
    rule.answer = no_chat();
    return rule;
  }
  const bool is_upload = address.rest == upload_path;
  const std::string allow = is_upload ? "POST, OPTIONS" : "GET, HEAD, OPTIONS";
  const bool is_right =
      is_upload ? head.method == "POST" : head.method == "GET" || head.method == "HEAD";
  if (head.method == "OPTIONS") {
    rule.answer = http::options_answer(allow);
  } else if (!is_right) {
    rule.answer = http::method_not_allowed(allow);
  } else if (is_upload) {
    rule.max_body = std::min(city->max_body, channel->chat->settings().max_upload);
    rule.answer = refuse_upload(*channel, head, peer);
  }
  return rule;
}

asio::awaitable<Response> ChatDoor::handle(Address address, const HttpRequest& request,
                                           const http::Peer& peer) {
  const auto city = lines_.parts.city.get();
  const Channel* const channel = chat_of(*city, address);
  if (!channel) co_return no_chat();  // a reload took it away meanwhile
  if (address.rest == upload_path) {
    auto uploading = upload(*channel, request);
    co_return co_await std::move(uploading);
  }
  if (address.rest == socket_path) co_return open_socket(*channel, request, peer);
  co_return page_at(address, *city, *channel, request, peer);
}

// Browsers send the origin of the page with a WebSocket and keep nobody from opening one: without
// this any page could speak for whoever looks at it.
Response ChatDoor::open_socket(const Channel& channel, const HttpRequest& request,
                               const http::Peer& peer) {
  const auto upgrade = read_upgrade(request, subprotocol);
  if (const auto* const refused = std::get_if<NoUpgrade>(&upgrade)) {
    Response response = http::plain_answer(refused->status, refused->reason);
    if (refused->status == 426)
      response.headers = {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}};
    return response;
  }
  if (!is_allowed(request.header("Origin"), *channel.chat, request, peer))
    return http::plain_answer(403, "This chat is not for pages of that origin.");
  const WidgetSettings& settings = channel.chat->settings();
  auto seat = std::make_shared<Guard::Seat>(
      guard_.seat(channel.name, source_of(peer.address), settings, Guard::Clock::now()));
  if (!*seat) {
    Response response = http::plain_answer(429, "Too many connections from there.");
    response.headers = {{"Retry-After", "60"}};
    return response;
  }
  const auto& accepted = std::get<Upgrade>(upgrade);
  Response response;
  response.status = 101;
  response.headers = {{"Upgrade", "websocket"},
                      {"Connection", "Upgrade"},
                      {"Sec-WebSocket-Accept", accepted.accept}};
  if (accepted.with_subprotocol)
    response.headers.emplace_back("Sec-WebSocket-Protocol", std::string(subprotocol));
  response.follow = [this, name = channel.name, widget = channel.chat, seat](http::Wire& wire) {
    Hall& hall = *halls_[static_cast<std::size_t>(this_io_thread)];
    return Line::run(
        std::make_shared<Line>(lines_, hall, wire, name, std::move(*seat), widget->settings()));
  };
  return response;
}

}  // namespace crosstown::chat
