#include "daemon/admin/admin_api.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <simdjson.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/admin/json_pages.h"
#include "router/message/tracking.h"
#include "router/message/uuid.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using http::Response;

constexpr std::string_view api = "/api/v1/";

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    segments.emplace_back(path.substr(0, slash));
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
  return segments;
}

// "channel=city-sms" → "city-sms". Names need no percent-decoding.
std::string_view query_value(std::string_view query, std::string_view key) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    if (pair.starts_with(key) && pair.substr(key.size()).starts_with('='))
      return pair.substr(key.size() + 1);
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
  }
  return {};
}

// Blocking file calls run on the disk thread; the answer comes back to the I/O thread.
template <class Call>
asio::awaitable<std::invoke_result_t<Call>> on_disk_thread(Call call) {
  co_return call();
}

}  // namespace

asio::awaitable<Response> AdminApi::handle(const HttpRequest& request, Asker asker) {
  const std::string_view path = request.target.substr(0, request.target.find('?'));
  const std::string_view query =
      request.target.substr(std::min(request.target.size(), path.size() + 1));
  if (!path.starts_with(api)) co_return pages::error(404, "not_found", "There is no such page.");
  Path segments = segments_of(path.substr(api.size()));
  const std::string resource = segments.empty() ? "" : segments.front();
  const bool get = request.method == "GET" || request.method == "HEAD";

  if (resource == "status" && segments.size() == 1 && get) co_return status();
  if (resource == "requests" && segments.size() == 2 && get)
    co_return co_await request_status(segments[1]);
  const bool operates = asker.role == "supervisor" || asker.role == "admin";
  if (resource == "quarantine") {
    if (!operates)
      co_return pages::error(403, "forbidden", "The quarantine is for supervisors and admins.");
    segments.erase(segments.begin());
    co_return co_await quarantine(request.method, std::move(segments), query);
  }
  if (resource == "reload" && segments.size() == 1) {
    if (asker.role != "admin")
      co_return pages::error(403, "forbidden", "Only an admin reloads the configuration.");
    if (request.method != "POST")
      co_return pages::error(405, "method_not_allowed", "POST reloads.");
    co_return co_await reload();
  }
  if (resource == "sample" && segments.size() == 1) {
    if (!asker.local)
      co_return pages::error(403, "forbidden",
                             "Signed samples are made at the control socket only.");
    if (request.method != "POST")
      co_return pages::error(405, "method_not_allowed", "POST makes a sample.");
    co_return sample(request.body);
  }
  co_return pages::error(404, "not_found", "There is no such page.");
}

bool AdminApi::open_page(std::string_view path, Response& response) const {
  if (path == "/metrics") {
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = parts_.metrics.text();
    return true;
  }
  if (path != "/healthz" && path != "/readyz") return false;
  const StoreHealth health = parts_.store.health();
  // Alive: this thread answers. Ready: a message can be kept now.
  response = pages::health(health, now());
  if (path == "/readyz" && !health.up) response.status = 503;
  return true;
}

Response AdminApi::status() const {
  const auto city = parts_.city.get();
  return pages::status(*city, parts_.started, parts_.store.health(), parts_.quarantine.usage(),
                       parts_.content.usage());
}

asio::awaitable<Response> AdminApi::request_status(std::string tracking) {
  const auto number = parse_tracking(tracking);
  if (!number)
    co_return pages::error(400, "bad_number",
                           "This is not a tracking number: a digit is wrong or missing.");
  const auto lookup = co_await parts_.store.request(to_text(*number));
  if (!lookup.answered) co_return pages::error(503, "unavailable", "Redis does not answer.");
  if (!lookup.record) co_return pages::error(404, "not_found", "No request has this number.");
  co_return pages::request(*lookup.record);
}

asio::awaitable<Response> AdminApi::quarantine(std::string_view method, Path path,
                                               std::string_view query) {
  Quarantine& kept = parts_.quarantine;
  if (path.empty() && method == "GET") {
    const auto city = parts_.city.get();
    std::string wanted(query_value(query, "channel"));
    std::vector<std::string> channels;
    for (const auto& [name, usage] : kept.usage()) {
      if (wanted.empty() || wanted == name) channels.push_back(name);
    }
    auto list = on_disk_thread([&kept, channels] {
      std::vector<QuarantineSummary> all;
      for (const std::string& channel : channels) {
        if (auto some = kept.list(channel)) all.insert(all.end(), some->begin(), some->end());
      }
      return all;
    });
    const auto entries = co_await asio::co_spawn(parts_.disk, std::move(list), asio::use_awaitable);
    co_return pages::quarantine_list(entries);
  }
  if (path.size() < 2)
    co_return pages::error(404, "not_found",
                           "Name a channel and an entry: quarantine/<channel>/<id>.");

  auto load = on_disk_thread([&kept, id = path[1]] { return kept.load(id); });
  const auto entry = co_await asio::co_spawn(parts_.disk, std::move(load), asio::use_awaitable);
  const bool elsewhere = entry.has_value() && entry->channel != path[0];
  const bool droppable = method == "DELETE" && path.size() == 2;
  if (elsewhere || (!entry && !(droppable && entry.error().fault == QuarantineFault::damaged))) {
    if (elsewhere)
      co_return pages::error(404, "not_found", "This channel's quarantine has no such entry.");
    const bool missing = entry.error().fault == QuarantineFault::not_found ||
                         entry.error().fault == QuarantineFault::invalid_id;
    co_return pages::error(missing ? 404 : 409, name_of(entry.error().fault),
                           to_text(entry.error()));
  }
  if (method == "GET" && path.size() == 2) co_return pages::quarantined(*entry);
  if (method == "POST" && path.size() == 3 && path[2] == "release")
    co_return co_await release(path[0], path[1]);
  if (!droppable)
    co_return pages::error(405, "method_not_allowed",
                           "GET shows, DELETE drops, POST …/release releases.");

  auto drop = on_disk_thread([&kept, id = path[1]] { return kept.drop(id); });
  const auto dropped = co_await asio::co_spawn(parts_.disk, std::move(drop), asio::use_awaitable);
  if (!dropped)
    co_return pages::error(409, name_of(dropped.error().fault), to_text(dropped.error()));
  SPDLOG_INFO("event=quarantine_dropped channel={} id={}", path[0], path[1]);
  co_return pages::json(R"({"dropped":true})");
}

// Goes the ordinary way, vouched for, and leaves the quarantine only after it is kept.
asio::awaitable<Response> AdminApi::release(std::string channel_name, std::string id) {
  auto city = parts_.city.get();
  const Channel* channel = city->channel(channel_name);
  if (!channel)
    co_return pages::error(409, "no_channel",
                           "The configuration has no channel of this name any more.");
  Quarantine& kept = parts_.quarantine;
  auto load = on_disk_thread([&kept, id] { return kept.load(id); });
  const auto entry = co_await asio::co_spawn(parts_.disk, std::move(load), asio::use_awaitable);
  if (!entry) co_return pages::error(409, name_of(entry.error().fault), to_text(entry.error()));

  std::vector<Header> headers;
  const HttpRequest request = view_of(*entry, headers);
  const Response answer = co_await parts_.intake.take_vouched(city, *channel, request);
  if (answer.status >= 300) co_return pages::error(409, "still_refused", answer.body);
  auto drop = on_disk_thread([&kept, id] { return kept.drop(id); });
  // Where dropping fails, releasing again is harmless: the provider id makes it once.
  const auto dropped = co_await asio::co_spawn(parts_.disk, std::move(drop), asio::use_awaitable);
  if (!dropped)
    SPDLOG_ERROR("event=quarantine_drop_failed channel={} id={} error=\"{}\"", channel_name, id,
                 to_text(dropped.error()));
  SPDLOG_INFO("event=quarantine_released channel={} id={}", channel_name, id);
  co_return pages::released(answer);
}

asio::awaitable<Response> AdminApi::reload() {
  const ReloadResult result = co_await parts_.reload();
  co_return pages::reloaded(result.applied, result.problems);
}

Response AdminApi::sample(std::string_view body) const {
  simdjson::dom::parser parser;
  simdjson::dom::object wish;
  simdjson::padded_string padded(body);
  if (parser.parse(padded).get(wish) != simdjson::SUCCESS)
    return pages::error(400, "malformed", "A JSON object is expected.");
  std::string_view name, text, from = "+18015550123";
  if (wish["text"].get(text) != simdjson::SUCCESS)
    return pages::error(400, "missing_field", "text: a string is expected.");
  const bool named = wish["channel"].get(name) == simdjson::SUCCESS;
  if (std::string_view given; wish["from"].get(given) == simdjson::SUCCESS) from = given;

  const auto city = parts_.city.get();
  for (const auto& [channel_name, channel] : city->channels) {
    if (named && channel_name != name) continue;
    const auto* sampler = dynamic_cast<const TextSampler*>(channel.adapter.get());
    if (!sampler || (!named && channel.medium != Medium::sms)) continue;
    SampleText wanted;
    wanted.from = from;
    wanted.text = text;
    wanted.now = now();
    wanted.provider_id = "SM" + uuid_v7(wanted.now);
    std::erase(wanted.provider_id, '-');
    const std::string hook = "/hooks/" + channel_name;
    return pages::sample(channel_name, parts_.local_url() + hook,
                         sampler->sample(wanted, city->public_url + hook));
  }
  return pages::error(404, "no_channel", "There is no such channel that a sample can be made for.");
}

}  // namespace crosstown
