#include "daemon/admin/json_pages.h"

#include <simdjson.h>

#include <algorithm>

#include "channels/http/base64.h"
#include "daemon/admin/json_object.h"
#include "daemon/version.h"
#include "router/message/json.h"

namespace crosstown::pages {
namespace {

using http::Response;

void append_store(std::string& out, const StoreHealth& health) {
  Object store(out);
  store.flag("up", health.up).flag("ready", health.ready).text("trouble", health.trouble);
  append_list(store.name("warnings"), health.warnings,
              [&out](const std::string& warning) { json::append_string(out, warning); });
  if (health.last_accepted == Time{})
    store.name("last_accepted") += "null";
  else
    store.text("last_accepted", utc(health.last_accepted));
  store.number("oldest_waiting_ms", static_cast<std::uint64_t>(health.oldest_waiting.count()));
  Object(store.name("spool"))
      .number("entries", health.spool.entries)
      .number("bytes", health.spool.bytes)
      .number("limit", health.spool.limit)
      .number("numbers", health.spool_numbers);
}

void append_channel(std::string& out, const Channel& channel) {
  const ChannelMetrics& counts = *channel.metrics;
  double refused = 0;
  for (const auto* counter : counts.refused_by_code) refused += counter->Value();
  const auto whole = [](double value) { return static_cast<std::uint64_t>(value); };
  Object(out)
      .text("name", channel.name)
      .text("adapter", channel.adapter_name)
      .text("medium", to_text(channel.medium))
      .number("received", whole(counts.received.Value()))
      .number("accepted", whole(counts.accepted.Value()))
      .number("queued", whole(counts.queued.Value()))
      .number("duplicates", whole(counts.duplicates.Value()))
      .number("self_served", whole(counts.self_served.Value()))
      .number("refused", whole(refused))
      .number("quarantined", whole(counts.quarantined.Value()));
}

void append_summary(Object& object, const QuarantineSummary& entry) {
  object.text("id", entry.id)
      .text("channel", entry.channel)
      .text("time", utc(entry.time))
      .text("code", entry.code)
      .text("detail", entry.detail)
      .text("peer", entry.peer)
      .number("size", entry.body_size)
      .flag("damaged", !entry.damage.empty());
}

}  // namespace

Response json(std::string body, int status) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = std::move(body);
  response.body += '\n';
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response error(int status, std::string_view code, std::string_view text) {
  std::string body;
  std::string title(code);
  std::replace(title.begin(), title.end(), '_', ' ');
  Object(body)
      .text("type", fmt::format("urn:crosstown:problem:{}", code))
      .text("title", title)
      .number("status", static_cast<std::uint64_t>(status))
      .text("detail", text)
      .text("error", code)
      .text("text", text);
  Response response = json(std::move(body), status);
  response.content_type = "application/problem+json";
  return response;
}

Response health(const StoreHealth& health, Time now) {
  std::string body;
  {
    Object object(body);
    object.text("time", utc(now));
    append_store(object.name("store"), health);
  }
  return json(std::move(body));
}

Response status(const City& city, Time started, const StoreHealth& health,
                const std::map<std::string, QuarantineUsage, std::less<>>& quarantine,
                const ContentUsage& content) {
  std::string body;
  {
    Object object(body);
    object.text("city", city.name).text("version", version).text("started", utc(started));
    append_store(object.name("store"), health);
    append_list(object.name("channels"), city.channels,
                [&](const auto& entry) { append_channel(body, entry.second); });
    append_list(object.name("queues"), city.queues(),
                [&](const std::string& queue) { json::append_string(body, queue); });
    object.name("quarantine");
    {
      Object channels(body);
      for (const auto& [channel, usage] : quarantine) {
        Object(channels.name(channel))
            .number("entries", usage.entries)
            .number("bytes", usage.bytes)
            .number("not_kept", usage.not_kept);
      }
    }
    Object(object.name("content"))
        .number("bytes", content.bytes)
        .number("items", content.items)
        .number("quota", content.quota);
  }
  return json(std::move(body));
}

Response quarantine_list(const std::vector<QuarantineSummary>& entries) {
  std::string body;
  {
    Object object(body);
    append_list(object.name("entries"), entries, [&](const QuarantineSummary& entry) {
      Object one(body);
      append_summary(one, entry);
    });
  }
  return json(std::move(body));
}

Response quarantined(const QuarantinedRequest& entry) {
  std::string body;
  {
    Object object(body);
    append_summary(object, entry);
    object.text("method", entry.method).text("target", printable(entry.target));
    append_list(object.name("headers"), entry.headers, [&](const auto& header) {
      body += '[';
      json::append_string(body, printable(header.first));
      body += ',';
      json::append_string(body, printable(header.second));
      body += ']';
    });
    if (simdjson::validate_utf8(entry.body.data(), entry.body.size()))
      object.text("body", entry.body);
    else
      object.text("body_base64", base64_encode(entry.body));
  }
  return json(std::move(body));
}

Response released(const Response& answer) {
  std::string body;
  Object(body)
      .flag("released", true)
      .number("status", static_cast<std::uint64_t>(answer.status))
      .text("answer", answer.body);
  return json(std::move(body));
}

Response reloaded(bool applied, const std::vector<std::string>& problems) {
  std::string body;
  {
    Object object(body);
    object.flag("applied", applied);
    append_list(object.name("problems"), problems,
                [&](const std::string& problem) { json::append_string(body, problem); });
  }
  return json(std::move(body), applied ? 200 : 422);
}

Response sample(std::string_view channel, std::string_view post_to, const SampleRequest& sample) {
  std::string body;
  {
    Object object(body);
    object.text("channel", channel)
        .text("post_to", post_to)
        .text("content_type", sample.content_type);
    append_list(object.name("headers"), sample.headers, [&](const auto& header) {
      body += '[';
      json::append_string(body, header.first);
      body += ',';
      json::append_string(body, header.second);
      body += ']';
    });
    object.text("body", sample.body);
  }
  return json(std::move(body));
}

}  // namespace crosstown::pages
