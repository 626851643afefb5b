#include "daemon/console/console.h"

#include <string>

#include "daemon/admin/json_pages.h"

namespace crosstown::console {
namespace {

using http::Response;
using Answer = boost::asio::awaitable<Response>;

// Nothing from elsewhere and nothing inline, so that a resident's words can never become a script;
// blob: is for attachments, which a page fetches with its token. Trusted Types: no text becomes
// markup.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' blob:; media-src blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

// A browser asks each time whether it has the newest, and is told in a few bytes that it has: after
// an upgrade nobody works with half of an old console.
Response serve(const File& file, const HttpRequest& request) {
  Response response;
  response.headers = {{"ETag", std::string(file.etag)},
                      {"Cache-Control", "no-cache"},
                      {"Content-Security-Policy", std::string(policy)},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Referrer-Policy", "no-referrer"},
                      {"Cross-Origin-Opener-Policy", "same-origin"},
                      {"Cross-Origin-Resource-Policy", "same-origin"}};
  if (request.header("If-None-Match") == file.etag) {
    response.status = 304;
    return response;
  }
  response.content_type = file.type;
  response.body = file.body;
  return response;
}

}  // namespace

Answer page(const AdminParts&, Call call) { co_return serve(*find("index.html"), call.request); }

Answer file(const AdminParts&, Call call) {
  const File* const found = find(call.path("file"));
  if (!found) co_return pages::error(404, "not_found", "There is no such page.");
  co_return serve(*found, call.request);
}

}  // namespace crosstown::console
