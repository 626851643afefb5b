// Files that residents send: kept by hash in the content store, and named by a token that only
// their own session can use.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "channels/chat/sniff.h"
#include "daemon/admin/json_object.h"
#include "daemon/admin/query.h"
#include "daemon/chat/chat_door.h"
#include "daemon/http/response.h"
#include "router/message/text.h"

namespace crosstown::chat {
namespace {

namespace asio = boost::asio;
using http::Response;
using namespace std::chrono_literals;

constexpr auto usable_for = 1h;
constexpr std::size_t longest_name = 120;  // bytes

Response refusal(int status, std::string_view why) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = "{\"error\":\"" + std::string(why) + "\"}";
  if (status == 429 || status == 503) response.headers = {{"Retry-After", "10"}};
  if (status == 401) response.headers = {{"WWW-Authenticate", "Bearer"}};
  return response;
}

std::string_view bearer(const HttpRequest& request) {
  constexpr std::string_view scheme = "Bearer ";
  const std::string_view value = request.header("Authorization");
  return value.starts_with(scheme) ? value.substr(scheme.size()) : std::string_view{};
}

// A name without folders, of one line; a browser's `download` will get it.
std::string name_of(const HttpRequest& request) {
  std::string name = clean(path_text(request.header("X-File-Name")));
  name.erase(0, name.find_last_of("/\\") + 1);
  std::replace(name.begin(), name.end(), '\n', ' ');
  return std::string(cut(name, longest_name));
}

// Runs on the disk thread.
asio::awaitable<ContentResult<std::string>> put(ContentStore& content, std::string_view bytes) {
  co_return content.put(bytes);
}

}  // namespace

// Before the body is read: it may be ten megabytes of anybody's.
std::optional<Response> ChatDoor::refuse_upload(const Channel& channel, const HttpRequest& head,
                                                const http::Peer& peer) const {
  if (!channel.chat->settings().uploads) return http::plain_answer(404, "No files are taken here.");
  const std::string_view origin = head.header("Origin");
  if (!origin.empty() && !is_allowed(origin, *channel.chat, head, peer))
    return refusal(403, "origin");
  const auto tokens = watch_.tokens();
  if (!tokens) return refusal(503, "busy");
  const auto session = tokens->session_of(channel.name, bearer(head));
  if (!session || session->made + std::chrono::hours(24 * 60) < now()) return refusal(401, "auth");
  return std::nullopt;
}

asio::awaitable<Response> ChatDoor::upload(const Channel& channel, const HttpRequest& request) {
  const auto tokens = watch_.tokens();
  const auto session = tokens->session_of(channel.name, bearer(request));
  if (!session) co_return refusal(401, "auth");
  if (!guard_.may_upload(session->session, channel.chat->settings(), Guard::Clock::now()))
    co_return refusal(429, "rate");
  Attachment file;
  file.content_type = sniffed_type(request.body);
  if (file.content_type.empty()) co_return refusal(415, "type");
  file.name = name_of(request);
  file.size = request.body.size();
  auto putting = put(lines_.parts.content, request.body);
  auto kept = co_await asio::co_spawn(lines_.parts.disk, std::move(putting), asio::use_awaitable);
  if (!kept) co_return refusal(503, "busy");
  file.id = *std::move(kept);
  Response response;
  response.status = 201;
  response.content_type = "application/json";
  {
    pages::Object object(response.body);
    object.text("upload", tokens->for_upload(session->session, file, now() + usable_for))
        .text("name", file.name)
        .text("type", file.content_type)
        .number("size", file.size);
  }
  co_return response;
}

}  // namespace crosstown::chat
