#include "daemon/chat/pages.h"

#include <algorithm>
#include <utility>

#include "channels/http/form.h"
#include "daemon/embedded_file.h"
#include "daemon/http/response.h"
#include "daemon/track/preferred_language.h"
#include "router/hours/hours_words.h"

namespace crosstown::chat {

std::span<const EmbeddedFile> files();  // of assets/; made by daemon/embed.cmake

namespace {

using http::Response;

constexpr std::string_view root = "/chat/";

// "wss://311.riverbend.example" of "https://311.riverbend.example".
std::string socket_origin(std::string_view origin) {
  const bool secure = origin.starts_with("https");
  return std::string(secure ? "wss" : "ws").append(origin.substr(secure ? 5 : 4));
}

// Nothing from elsewhere and nothing inline, and no text becomes markup: as of the console
// (daemon/console/console.cpp). Old browsers do not count a WebSocket as 'self'.
std::string policy(const HttpRequest& request, const http::Peer& peer, std::string_view frames) {
  const std::string own = own_origin(request, peer);
  std::string sockets = socket_origin(request.public_url);
  if (own != request.public_url) sockets += ' ' + socket_origin(own);
  return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
         "connect-src 'self' " +
         sockets + "; base-uri 'none'; form-action 'none'; " + std::string(frames) +
         "; require-trusted-types-for 'script'; trusted-types 'none'";
}

std::string frame_ancestors(const WidgetSettings& settings) {
  std::string text = "frame-ancestors 'self'";
  for (const std::string& origin : settings.allowed_origins) text += ' ' + origin;
  return text;
}

bool takes_gzip(const HttpRequest& request) {
  const std::string_view accepted = request.header("Accept-Encoding");
  return accepted.find("gzip") != std::string_view::npos &&
         accepted.find("gzip;q=0") == std::string_view::npos;
}

Response serve(const EmbeddedFile& file, const HttpRequest& request, std::string caching) {
  // Weak, since it stands for both forms (RFC 9110, section 8.8.3.3).
  const std::string etag = std::string("W/").append(file.etag);
  Response response;
  response.headers = {{"ETag", etag},
                      {"Vary", "Accept-Encoding"},
                      {"Cache-Control", std::move(caching)},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Referrer-Policy", "strict-origin-when-cross-origin"}};
  if (request.header("If-None-Match") == etag) {
    response.status = 304;
    return response;
  }
  response.content_type = file.type;
  const bool packed = takes_gzip(request);
  if (packed) response.headers.emplace_back("Content-Encoding", "gzip");
  response.body = packed ? file.gzip : file.body;
  return response;
}

Response document(std::string_view name, const HttpRequest& request, std::string policy) {
  Response response = serve(*find_file(files(), name), request, "no-cache");
  response.headers.emplace_back("Content-Security-Policy", std::move(policy));
  response.headers.emplace_back("Permissions-Policy", "geolocation=(self)");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  return response;
}

Response loader(const HttpRequest& request) {
  Response response = serve(*find_file(files(), "loader.js"), request, "public, max-age=300");
  response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
  return response;
}

Response not_there() { return http::plain_answer(404, "There is no such page."); }

std::string_view query_of(std::string_view target) {
  return target.substr(std::min(target.find('?'), target.size() - 1) + 1);
}

Response asset(std::string_view name, const HttpRequest& request) {
  const EmbeddedFile* const file = find_file(files(), name);
  if (!file) return not_there();
  Form form;
  const bool has_query = request.target.find('?') != std::string_view::npos;
  const bool is_read = has_query && form.decode(query_of(request.target));
  const bool is_this = is_read && '"' + std::string(form["v"]) + '"' == file->etag;
  Response response =
      serve(*file, request, is_this ? "public, max-age=31536000, immutable" : "no-cache");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  return response;
}

Response configuration(const City& city, const Channel& channel, const HttpRequest& request) {
  Form form;
  std::string_view language;
  if (request.target.find('?') != std::string_view::npos && form.decode(query_of(request.target)))
    language = form["lang"];
  const Notice notice =
      notice_of(city, channel.chat->settings(), language, request.header("Accept-Language"));
  Response response;
  response.content_type = "application/json";
  response.body = words::notice(notice);
  response.headers = {{"Content-Language", notice.language},
                      {"Vary", "Accept-Language"},
                      {"Cache-Control", "no-store"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Cross-Origin-Resource-Policy", "same-origin"}};
  return response;
}

}  // namespace

std::optional<Address> read_address(std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  if (!path.starts_with(root)) return std::nullopt;
  const std::string_view behind = path.substr(root.size());
  const auto slash = behind.find('/');
  if (slash == std::string_view::npos) return Address{behind, {}, true};
  return Address{behind.substr(0, slash), behind.substr(slash + 1), false};
}

std::string own_origin(const HttpRequest& request, const http::Peer& peer) {
  return std::string(peer.secure ? "https://" : "http://").append(request.header("Host"));
}

bool is_allowed(std::string_view origin, const ChatWidget& widget, const HttpRequest& request,
                const http::Peer& peer) {
  return widget.allows(origin, request.public_url) ||
         widget.allows(origin, own_origin(request, peer));
}

Notice notice_of(const City& city, const WidgetSettings& settings, std::string_view wanted,
                 std::string_view accepted) {
  Notice notice;
  notice.city = city.name;
  notice.language = preferred_language(wanted, accepted, city.tags);
  notice.languages = city.tags;
  notice.text_me = !settings.text_by.empty();
  notice.max_text = settings.limits.max_text;
  if (settings.uploads) notice.max_upload = std::min(settings.max_upload, city.max_body);
  notice.privacy = settings.privacy;
  notice.emergency = city.self_service().number;
  if (city.office_hours) {
    const Time time = now();
    notice.open = city.office_hours->open(time);
    notice.hours =
        crosstown::words::hours(city.texts, notice.language, city.office_hours->plan()) + ". " +
        crosstown::words::open_now(city.texts, notice.language, *city.office_hours, time);
  }
  return notice;
}

Response page_at(const Address& address, const City& city, const Channel& channel,
                 const HttpRequest& request, const http::Peer& peer) {
  if (address.without_slash) {
    Response response;
    response.status = 308;
    response.headers = {{"Location", std::string(root).append(address.channel) + '/'}};
    return response;
  }
  const std::string_view rest = address.rest;
  constexpr std::string_view assets = "assets/";
  if (rest.empty())
    return document("page.html", request,
                    policy(request, peer, "frame-src 'self'; frame-ancestors 'none'"));
  if (rest == "frame")
    return document("widget.html", request,
                    policy(request, peer, frame_ancestors(channel.chat->settings())));
  if (rest == "widget.js") return loader(request);
  if (rest == "config.json") return configuration(city, channel, request);
  if (rest.starts_with(assets)) return asset(rest.substr(assets.size()), request);
  return not_there();
}

}  // namespace crosstown::chat
