#include "daemon/public_door.h"

#include <algorithm>

#include "daemon/http/response.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
constexpr std::string_view hooks = "/hooks/";

// What stands behind "/hooks/" up to a "?", a further slash included, which no channel's name has.
// Empty: another path.
std::string_view hook_of(std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  return path.starts_with(hooks) ? path.substr(hooks.size()) : std::string_view{};
}

http::BodyRule rule_for_pages(std::string_view method) {
  constexpr const char* allow = "GET, HEAD, OPTIONS";
  http::BodyRule rule;
  rule.max_body = 0;
  if (method == "OPTIONS")
    rule.answer = http::options_answer(allow);
  else if (method != "GET" && method != "HEAD")
    rule.answer = http::method_not_allowed(allow);
  return rule;
}

http::Response no_channel() { return http::plain_answer(404, "There is no such channel here."); }

}  // namespace

http::BodyRule PublicDoor::before_body(const HttpRequest& head, const http::Peer& peer) {
  if (const auto address = chat::read_address(head.target))
    return chat_.before_body(*address, head, peer);
  if (track_address(head.target)) return rule_for_pages(head.method);
  const auto city = city_.get();
  const Channel* channel = city->channel(hook_of(head.target));
  http::BodyRule rule;
  if (!channel || !channel->adapter) {
    rule.answer = no_channel();
    return rule;
  }
  const bool get = channel->adapter->takes_get();
  const std::string_view method = head.method;
  if (method == "POST" || (get && method == "GET")) {
    rule.max_body = std::min(city->max_body, channel->adapter->max_body());
  } else if (get && method == "HEAD") {
    // RFC 9110 section 9.3.2 wants it beside GET, and 9.2.1 wants it safe: it keeps no message.
    rule.answer = http::Response{};
  } else {
    const std::string allow = get ? "GET, HEAD, POST, OPTIONS" : "POST, OPTIONS";
    rule.answer =
        method == "OPTIONS" ? http::options_answer(allow) : http::method_not_allowed(allow);
  }
  return rule;
}

asio::awaitable<http::Response> PublicDoor::handle(const HttpRequest& request,
                                                   const http::Peer& peer) {
  if (const auto address = chat::read_address(request.target)) {
    auto answering = chat_.handle(*address, request, peer);
    co_return co_await std::move(answering);
  }
  auto city = city_.get();
  if (auto address = track_address(request.target)) {
    auto answering = tracker_.answer(std::move(city), request, peer, std::move(*address));
    co_return co_await std::move(answering);
  }
  const Channel* channel = city->channel(hook_of(request.target));
  if (!channel || !channel->adapter) {  // a reload took it away between header and body
    refused(404, "the channel went with a reload");
    co_return no_channel();
  }
  co_return co_await intake_.take(std::move(city), *channel, request, peer);
}

}  // namespace crosstown
