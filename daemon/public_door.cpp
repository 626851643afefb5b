#include "daemon/public_door.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace crosstown {
namespace {

namespace asio = boost::asio;
constexpr std::string_view hooks = "/hooks/";

// The channel's name in "/hooks/<channel>" with anything behind ? or a further slash; empty:
// another path.
std::string_view hook_of(std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  return path.starts_with(hooks) ? path.substr(hooks.size()) : std::string_view{};
}

http::BodyRule refusal(int status, std::string text) {
  http::BodyRule rule;
  rule.refuse_status = status;
  rule.refuse_text = std::move(text);
  return rule;
}

}  // namespace

http::BodyRule PublicDoor::before_body(const HttpRequest& head, const http::Peer&) {
  const auto city = city_.get();
  const Channel* channel = city->channel(hook_of(head.target));
  if (!channel) return refusal(404, "There is no such channel here.");
  http::BodyRule rule;
  rule.allow = "GET, POST, OPTIONS";
  rule.max_body = std::min(city->max_body, channel->adapter->max_body());
  if (head.method == "OPTIONS")
    rule.refuse_status = 204;
  else if (head.method != "POST" && head.method != "GET")
    rule = refusal(405, "Only GET and POST are allowed here.");
  rule.allow = "GET, POST, OPTIONS";
  return rule;
}

asio::awaitable<http::Response> PublicDoor::handle(const HttpRequest& request,
                                                   const http::Peer& peer) {
  auto city = city_.get();
  const Channel* channel = city->channel(hook_of(request.target));
  if (!channel) {  // a reload took it away between header and body
    http::Response gone;
    gone.status = 404;
    co_return gone;
  }
  co_return co_await intake_.take(std::move(city), *channel, request, peer);
}

void PublicDoor::refused(int status, std::string_view reason) {
  metrics_.http_refused(status);
  spdlog::debug("event=http_refused door=public status={} reason=\"{}\"", status, reason);
}

}  // namespace crosstown
