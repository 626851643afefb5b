// What failed authentication and may be a resident behind a mistake of ours.
#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <type_traits>
#include <utility>

#include "daemon/admin/calls.h"
#include "daemon/admin/json_pages.h"

namespace crosstown::calls {
namespace {

namespace asio = boost::asio;
using http::Response;

// Blocking file calls run on a disk thread; the answer comes back to the I/O thread.
template <class Job>
asio::awaitable<std::invoke_result_t<Job>> run_job(Job job) {
  co_return job();
}
template <class Job>
auto on_disk(const AdminParts& parts, Job job) {
  return asio::co_spawn(parts.disk, run_job(std::move(job)), asio::use_awaitable);
}

Response problem(const QuarantineError& error) {
  const bool missing =
      error.fault == QuarantineFault::not_found || error.fault == QuarantineFault::invalid_id;
  return pages::error(missing ? 404 : 409, name_of(error.fault), to_text(error));
}

// An entry and the channel it was asked for under, which must be its own.
asio::awaitable<QuarantineResult<QuarantinedRequest>> load(const AdminParts& parts,
                                                           std::string channel, std::string id) {
  auto loading = on_disk(parts, [&kept = parts.quarantine, id] { return kept.load(id); });
  auto entry = co_await std::move(loading);
  if (entry && entry->channel != channel) {
    QuarantineError elsewhere{QuarantineFault::not_found, "not in this channel's quarantine"};
    co_return elsewhere;
  }
  co_return entry;
}

asio::awaitable<QuarantineResult<void>> drop(const AdminParts& parts, std::string id) {
  auto dropping = on_disk(parts, [&kept = parts.quarantine, id] { return kept.drop(id); });
  co_return co_await std::move(dropping);
}

}  // namespace

Answer list_quarantine(const AdminParts& parts, Call call) {
  const std::string_view wanted = call.query("channel");
  std::vector<std::string> channels;
  for (const auto& [name, usage] : parts.quarantine.usage()) {
    if (wanted.empty() || wanted == name) channels.push_back(name);
  }
  auto listing = on_disk(parts, [&kept = parts.quarantine, channels] {
    std::vector<QuarantineSummary> all;
    for (const std::string& channel : channels) {
      if (auto some = kept.list(channel)) all.insert(all.end(), some->begin(), some->end());
    }
    return all;
  });
  const auto entries = co_await std::move(listing);
  co_return pages::quarantine_list(entries);
}

Answer show_quarantined(const AdminParts& parts, Call call) {
  auto loading = load(parts, std::string(call.path("channel")), std::string(call.path("id")));
  const auto entry = co_await std::move(loading);
  if (!entry) co_return problem(entry.error());
  co_return pages::quarantined(*entry);
}

Answer drop_quarantined(const AdminParts& parts, Call call) {
  const std::string channel(call.path("channel")), id(call.path("id"));
  auto loading = load(parts, channel, id);
  const auto entry = co_await std::move(loading);
  // What is damaged cannot be read, and can be dropped all the same.
  if (!entry && entry.error().fault != QuarantineFault::damaged) co_return problem(entry.error());
  auto dropping = drop(parts, id);
  const auto dropped = co_await std::move(dropping);
  if (!dropped) co_return problem(dropped.error());
  SPDLOG_INFO("event=quarantine_dropped channel={} id={} by={}", channel, id, call.asker.by);
  co_return pages::json(R"({"dropped":true})");
}

// Goes the ordinary way, vouched for, and leaves the quarantine only after it is kept.
Answer release_quarantined(const AdminParts& parts, Call call) {
  const std::string name(call.path("channel")), id(call.path("id"));
  auto loading = load(parts, name, id);
  const auto entry = co_await std::move(loading);
  if (!entry) co_return problem(entry.error());
  auto city = parts.city.get();
  const Channel* channel = city->channel(name);
  if (!channel || !channel->adapter)
    co_return pages::error(409, "no_channel",
                           "The configuration has no channel of this name any more.");

  std::vector<Header> headers;
  const HttpRequest request = view_of(*entry, headers);
  auto taking = parts.intake.take_vouched(city, *channel, request);
  const Response answer = co_await std::move(taking);
  if (answer.status >= 300) co_return pages::error(409, "still_refused", answer.body);
  auto dropping = drop(parts, id);
  const auto dropped = co_await std::move(dropping);
  // Where dropping fails, releasing again is harmless: the provider id makes it once.
  if (!dropped)
    SPDLOG_ERROR("event=quarantine_drop_failed channel={} id={} error=\"{}\"", name, id,
                 to_text(dropped.error()));
  SPDLOG_INFO("event=quarantine_released channel={} id={} by={}", name, id, call.asker.by);
  co_return pages::released(answer);
}

}  // namespace crosstown::calls
