#include "daemon/admin/admin_door.h"

#include <fmt/format.h>

#include <utility>

#include "daemon/admin/json_pages.h"
#include "daemon/http/response.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using http::Response;

// RFC 6750 section 3: a challenge has at least one parameter, and an error only for a token that
// was sent.
Response unauthorised(bool token_was_sent) {
  Response answer = pages::error(401, "unauthorized", "A bearer token of access: is needed.");
  answer.headers.emplace_back("WWW-Authenticate",
                              token_was_sent ? R"(Bearer realm="crosstown", error="invalid_token")"
                                             : R"(Bearer realm="crosstown")");
  return answer;
}

Response forbidden(Role needed) {
  std::string_view who = "Only at the control socket is this done.";
  if (needed == Role::supervisor) who = "This is for supervisors and admins.";
  if (needed == Role::admin) who = "This is for admins.";
  return pages::error(403, "forbidden", who);
}

Response method_not_allowed(std::string allow) {
  Response answer =
      pages::error(405, "method_not_allowed", fmt::format("Allowed here: {}.", allow));
  answer.headers.emplace_back("Allow", std::move(allow));
  return answer;
}

}  // namespace

std::variant<AdminDoor::Admitted, Response> AdminDoor::judge(const HttpRequest& head,
                                                             const http::Peer& peer) const {
  Identified identified = identify(head, peer);
  if (auto* refusal = std::get_if<Response>(&identified)) return std::move(*refusal);
  Asker& asker = std::get<Asker>(identified);

  // Which addresses there are is no secret, so that comes before who asks.
  FoundRoute found = find_route(admin_routes(), head.method, head.target);
  if (found.allow.empty()) return pages::error(404, "not_found", "There is no such page.");
  if (head.method == "OPTIONS") return http::options_answer(std::move(found.allow));
  if (!found.route) return method_not_allowed(std::move(found.allow));
  if (asker.role < found.route->role) {
    if (asker.role != Role::anyone) return forbidden(found.route->role);
    return unauthorised(!head.header("Authorization").empty());
  }
  return Admitted{found.route, Call{head, std::move(asker), std::move(found.path_values)}};
}

http::BodyRule AdminDoor::before_body(const HttpRequest& head, const http::Peer& peer) {
  http::BodyRule rule;
  auto verdict = judge(head, peer);
  if (auto* refusal = std::get_if<Response>(&verdict)) {
    rule.answer = std::move(*refusal);
  } else {
    rule.max_body = std::get<Admitted>(verdict).route->max_body;
  }
  return rule;
}

asio::awaitable<Response> AdminDoor::handle(const HttpRequest& request, const http::Peer& peer) {
  auto verdict = judge(request, peer);  // a reload may have taken a token away since
  if (auto* refusal = std::get_if<Response>(&verdict)) {
    refused(refusal->status, "after its body");
    co_return std::move(*refusal);
  }
  Admitted& admitted = std::get<Admitted>(verdict);
  auto answering = admitted.route->answer(parts_, std::move(admitted.call));
  co_return co_await std::move(answering);
}

AdminDoor::Identified TokenDoor::identify(const HttpRequest& head, const http::Peer&) const {
  const auto city = parts_.city.get();
  if (!host_is_ours(head.header("Host"), *city))
    return pages::error(421, "misdirected",
                        "This is not a name of the admin address (listen.admin.hosts).");
  return holder_of(head.header("Authorization"), *city).value_or(Asker{});
}

AdminDoor::Identified ControlDoor::identify(const HttpRequest&, const http::Peer& peer) const {
  if (!may_control(peer, socket_path_))
    return pages::error(
        403, "forbidden",
        "The control socket serves root, the daemon's user and the socket's group.");
  return Asker{Role::control, fmt::format("uid:{}", peer.uid)};
}

}  // namespace crosstown
