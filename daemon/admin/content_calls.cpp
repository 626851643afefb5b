// Attachments, recordings and long texts, as residents sent them: nothing in them is believed.
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <stdexcept>

#include "daemon/admin/calls.h"
#include "daemon/admin/json_object.h"
#include "daemon/admin/json_pages.h"
#include "daemon/admin/query.h"

namespace crosstown::calls {
namespace {

namespace asio = boost::asio;
using http::Response;

constexpr std::size_t piece = 64 * 1024;
constexpr std::size_t longest_name = 120;

// Only what a browser shows without running anything may be called what it says; the rest is bytes.
constexpr std::string_view harmless[] = {"image/jpeg", "image/png", "image/gif", "image/webp",
                                         "audio/mpeg", "audio/wav", "audio/ogg", "video/mp4"};

bool is_harmless(std::string_view type) {
  return std::find(std::begin(harmless), std::end(harmless), type) != std::end(harmless);
}

// For a quoted-string (RFC 6266): what is not plain becomes an underscore.
std::string file_name(std::string_view wished) {
  std::string name;
  for (const char c : wished.substr(0, longest_name)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '.' || c == '-' || c == '_' || c == ' ';
    name += plain ? c : '_';
  }
  while (name.starts_with('.')) name.erase(0, 1);
  return name.empty() ? "attachment" : name;
}

using Opened = std::shared_ptr<ContentResult<disk::Readable>>;

asio::awaitable<Opened> open(const ContentStore& content, std::string id) {
  co_return std::make_shared<ContentResult<disk::Readable>>(content.open(id));
}

using Put = std::shared_ptr<ContentResult<std::string>>;

asio::awaitable<Put> put(ContentStore& content, std::string_view bytes) {
  co_return std::make_shared<ContentResult<std::string>>(content.put(bytes));
}

// On a disk thread; empty: the end, or the disk failed.
asio::awaitable<std::string> read_piece(Opened opened, std::uint64_t at) {
  auto bytes = disk::read((*opened)->file, at, piece);
  co_return bytes ? std::move(*bytes) : std::string();
}

asio::awaitable<void> send_all(http::Wire& wire, Opened opened, asio::thread_pool& disk) {
  for (std::uint64_t at = 0; at < (*opened)->size;) {
    auto reading = asio::co_spawn(disk, read_piece(opened, at), asio::use_awaitable);
    std::string bytes = co_await std::move(reading);
    if (bytes.empty()) throw std::runtime_error("content ends early");
    at += bytes.size();
    const bool sent = co_await wire.send(std::move(bytes));
    if (!sent) co_return;
  }
}

}  // namespace

// A file that goes along with a reply. What the store has already is there once.
Answer add_content(const AdminParts& parts, Call call) {
  if (call.request.body.empty())
    co_return pages::error(400, "missing_field", "The body is to be the file's bytes.");
  auto putting =
      asio::co_spawn(parts.disk, put(parts.content, call.request.body), asio::use_awaitable);
  const Put kept = co_await std::move(putting);
  if (!*kept && kept->error().fault == ContentFault::quota_exceeded)
    co_return pages::error(507, "full", "The content store is full (content.quota).");
  if (!*kept) co_return pages::error(503, "unavailable", "The content store cannot be written.");
  std::string body;
  {
    pages::Object object(body);
    object.text("id", **kept).number("size", call.request.body.size());
  }
  co_return pages::json(std::move(body), 201);
}

// ?type= and ?name= are those of the attachment, which its message names.
Answer show_content(const AdminParts& parts, Call call) {
  const std::string id(call.path("id"));
  const QueryValues query(call.request.target);
  auto opening = asio::co_spawn(parts.disk, open(parts.content, id), asio::use_awaitable);
  const Opened opened = co_await std::move(opening);
  if (!*opened) {
    const ContentFault fault = opened->error().fault;
    if (fault == ContentFault::disk)
      co_return pages::error(503, "unavailable", "The content store cannot be read.");
    co_return pages::error(404, "not_found", "There is no such content.");
  }
  const std::string_view type = query["type"];
  const bool shown = is_harmless(type);
  Response response;
  response.content_type = shown ? type : "application/octet-stream";
  response.headers = {
      {"Content-Disposition", std::string(shown ? "inline" : "attachment") + "; filename=\"" +
                                  file_name(query["name"]) + "\""},
      {"X-Content-Type-Options", "nosniff"},
      {"Content-Security-Policy", "default-src 'none'; sandbox"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Cache-Control", "private, max-age=3600"}};
  response.follow = [opened, &disk = parts.disk](http::Wire& wire) {
    return send_all(wire, opened, disk);
  };
  co_return response;
}

}  // namespace crosstown::calls
