// Replies to residents.
#include <fmt/format.h>
#include <simdjson.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/admin/calls.h"
#include "daemon/admin/json_object.h"
#include "daemon/admin/json_pages.h"
#include "router/message/text.h"
#include "router/message/tracking.h"

namespace crosstown::calls {
namespace {

using http::Response;
using State = Replies::Result::State;

constexpr std::size_t longest_key = 200;  // of Idempotency-Key, bytes
constexpr std::size_t most_files = 20;
constexpr std::size_t longest_name = 255, longest_type = 127;  // bytes
constexpr std::size_t longest_language = 35;                   // BCP 47, RFC 5646 section 4.4.1

Response bad(std::string_view code, std::string_view text) { return pages::error(400, code, text); }

Response bad_key() {
  return bad("bad_key", "Idempotency-Key: at most 200 visible ASCII characters are expected.");
}

bool is_key(std::string_view text) {
  return text.size() <= longest_key &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool is_type(std::string_view text) {
  return text.size() <= longest_type && text.find('/') != std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

// False: they are none.
bool read_files(const simdjson::dom::object& object, std::vector<ReplyFile>& files) {
  simdjson::dom::element given;
  if (object["attachments"].get(given) != simdjson::SUCCESS) return true;
  simdjson::dom::array list;
  if (given.get(list) != simdjson::SUCCESS || list.size() > most_files) return false;
  for (const simdjson::dom::element& each : list) {
    std::string_view id, name, type;
    const bool named =
        each["id"].get(id) == simdjson::SUCCESS && each["name"].get(name) == simdjson::SUCCESS;
    if (each["content_type"].get(type) != simdjson::SUCCESS) type = "application/octet-stream";
    if (!named || !is_content_id(id) || name.empty() || name.size() > longest_name ||
        !is_type(type))
      return false;
    files.push_back({std::string(id), std::string(type), clean(std::string(name))});
  }
  return true;
}

// On a disk thread. What cannot be looked at now is tried when it is sent.
boost::asio::awaitable<std::optional<Response>> refuse_files(const ContentStore& content,
                                                             std::vector<ReplyFile> files) {
  std::uint64_t bytes = 0;
  for (const ReplyFile& file : files) {
    const auto opened = content.open(file.id);
    if (!opened && opened.error().fault != ContentFault::disk)
      co_return pages::error(422, "no_content", "attachments: there is no content with this id.");
    if (opened) bytes += opened->size;
  }
  if (bytes > most_content)
    co_return pages::error(422, "too_large",
                           fmt::format("attachments: at most {} bytes together.", most_content));
  co_return std::nullopt;
}

std::optional<Replies::Wanted> read_wanted(const Call& call, Response& problem) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  const simdjson::padded_string padded(call.request.body);
  Replies::Wanted wanted;
  std::string_view text, language, lane;
  problem = bad("malformed", "A JSON object is expected.");
  if (parser.parse(padded).get(object) != simdjson::SUCCESS) return std::nullopt;
  problem = bad("missing_field", "text: a string that is not empty is expected.");
  if (object["text"].get(text) != simdjson::SUCCESS) return std::nullopt;
  wanted.text = clean(std::string(text));
  if (wanted.text.find_first_not_of(" \t\r\n") == std::string::npos) return std::nullopt;
  if (object["language"].get(language) == simdjson::SUCCESS) wanted.language = language;
  problem = bad("bad_field", "language: a BCP 47 tag is expected.");
  if (wanted.language.size() > longest_language || !is_key(wanted.language)) return std::nullopt;
  problem = bad("bad_field", "lane: \"reply\" or \"notice\" is expected.");
  if (object["lane"].get(lane) == simdjson::SUCCESS) {
    if (lane != "reply" && lane != "notice") return std::nullopt;
    wanted.lane = *outbox_lane_from(lane);
  }
  wanted.key = call.request.header("Idempotency-Key");
  problem = bad_key();
  if (!is_key(wanted.key)) return std::nullopt;
  problem = bad("bad_field",
                "attachments: at most 20 objects with `id` (of POST /api/v1/content), `name` and "
                "`content_type` are expected.");
  if (!read_files(object, wanted.files)) return std::nullopt;
  wanted.by = call.asker.by;
  return wanted;
}

Response queued(const Replies::Result& result) {
  std::string body;
  {
    pages::Object object(body);
    object.text("id", result.id)
        .text("tracking", result.tracking)
        .text("channel", result.channel)
        .text("status", "queued")
        .flag("repeated", result.state == State::known);
  }
  return pages::json(std::move(body), 202);
}

Response answer(const Replies::Result& result) {
  switch (result.state) {
    case State::queued:
    case State::known: return queued(result);
    case State::no_request: return pages::error(404, "not_found", "No request has this number.");
    case State::no_address:
      return pages::error(409, "no_address",
                          "Nobody can be reached: no resident is known, or no message of the "
                          "request can be read any more.");
    case State::no_way:
      return pages::error(409, "no_way",
                          fmt::format("The channel \"{}\" cannot send replies.", result.channel));
    case State::opted_out:
      return pages::error(409, "opted_out", "The resident wants no texts on this channel.");
    case State::too_long:
      return pages::error(
          422, "too_long",
          fmt::format("text: at most {} characters on this channel.", result.limit));
    case State::no_files:
      return pages::error(
          409, "no_files",
          fmt::format("attachments: the channel \"{}\" sends text alone.", result.channel));
    case State::full: return pages::error(503, "full", "The outbox is full: try again in a while.");
    case State::refused: return pages::error(503, "refused", result.error);
    case State::unavailable: break;
  }
  return pages::error(503, "unavailable", "Redis does not answer.");
}

void note(const Replies::Result& result, const Call& call) {
  if (result.state == State::queued)
    SPDLOG_INFO("event=reply_queued channel={} tracking={} reply={} by={}", result.channel,
                result.tracking, result.id, call.asker.by);
}

}  // namespace

Answer send_reply(const AdminParts& parts, Call call) {
  const auto number = parse_tracking(call.path("tracking"));
  if (!number)
    co_return bad("bad_number", "This is not a tracking number: a digit is wrong or missing.");
  Response problem;
  auto wanted = read_wanted(call, problem);
  if (!wanted) co_return problem;
  wanted->tracking = to_text(*number);
  if (!wanted->files.empty()) {
    auto looking = boost::asio::co_spawn(parts.disk, refuse_files(parts.content, wanted->files),
                                         boost::asio::use_awaitable);
    auto refused = co_await std::move(looking);
    if (refused) co_return std::move(*refused);
  }
  auto queueing = parts.replies.queue(parts.city.get(), *std::move(wanted));
  const Replies::Result result = co_await std::move(queueing);
  note(result, call);
  co_return answer(result);
}

boost::asio::awaitable<std::optional<Response>> send_text(const AdminParts& parts, const Call& call,
                                                          std::string tracking, std::string text) {
  Replies::Wanted wanted;
  wanted.tracking = std::move(tracking);
  wanted.text = clean(std::move(text));
  wanted.by = call.asker.by;
  wanted.key = call.request.header("Idempotency-Key");
  if (!is_key(wanted.key)) co_return bad_key();
  auto queueing = parts.replies.queue(parts.city.get(), std::move(wanted));
  const Replies::Result result = co_await std::move(queueing);
  note(result, call);
  if (result.state == State::queued || result.state == State::known) co_return std::nullopt;
  co_return answer(result);
}

}  // namespace crosstown::calls
