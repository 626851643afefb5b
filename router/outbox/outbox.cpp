#include "router/outbox/outbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "router/message/tracking.h"
#include "router/store/library.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Arguments = std::vector<std::string>;

constexpr std::array<std::string_view, 4> lane_names{"emergency", "reply", "notice",
                                                     "housekeeping"};
constexpr std::size_t words_before = 2;  // outbox.lua's ct_outbox_take
constexpr std::size_t words_of_reply = 19;
constexpr std::string_view once_remembered = "86400";  // seconds
constexpr std::string_view ready_for = "7776000";      // the same: 90 days

std::int64_t integer(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Time time_of(std::string_view ms) { return Time(std::chrono::milliseconds(integer(ms))); }

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return words;
}

std::vector<ReplyFile> reply_files_from(std::string_view text) {
  std::vector<ReplyFile> files;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    const std::size_t type = std::min(line.find(' '), line.size());
    const std::size_t name = std::min(line.find(' ', type + 1), line.size());
    files.push_back({std::string(line.substr(0, type)),
                     std::string(line.substr(std::min(type + 1, name), name - type - 1)),
                     std::string(line.substr(std::min(name + 1, line.size())))});
  }
  return files;
}

TakenReply reply_at(const Reply& reply, std::size_t i) {
  TakenReply taken;
  taken.id = reply.text_at(i + 1);
  taken.attempt = static_cast<int>(integer(reply.text_at(i + 2)));
  taken.tries = static_cast<int>(integer(reply.text_at(i + 3)));
  taken.tracking = reply.text_at(i + 4);
  taken.channel = reply.text_at(i + 5);
  taken.conversation = reply.text_at(i + 6);
  taken.lane = outbox_lane_from(reply.text_at(i + 7)).value_or(OutboxLane::reply);
  taken.to = reply.text_at(i + 8);
  taken.from = reply.text_at(i + 9);
  taken.text = reply.text_at(i + 10);
  taken.language = reply.text_at(i + 11);
  taken.created = time_of(reply.text_at(i + 12));
  taken.since = time_of(reply.text_at(i + 13));
  taken.started = time_of(reply.text_at(i + 14));
  taken.by = reply.text_at(i + 15);
  taken.answers = reply.text_at(i + 16);
  taken.files = reply_files_from(reply.text_at(i + 17));
  taken.known = words_in(reply.text_at(i + 18));
  return taken;
}

// "<id> <type> <name>", a line each; neither id nor type has a space.
std::string to_text(const std::vector<ReplyFile>& files) {
  std::string out;
  for (const ReplyFile& file : files) {
    out += out.empty() ? "" : "\n";
    out += file.id + ' ' + file.content_type + ' ';
    for (const char c : file.name) out += c == '\n' ? ' ' : c;
  }
  return out;
}

}  // namespace

std::string_view to_text(OutboxLane lane) { return lane_names[static_cast<std::size_t>(lane)]; }

std::optional<OutboxLane> outbox_lane_from(std::string_view word) {
  const auto found = std::find(lane_names.begin(), lane_names.end(), word);
  if (found == lane_names.end()) return std::nullopt;
  return static_cast<OutboxLane>(found - lane_names.begin());
}

std::string reply_handle(std::string_view tracking, std::string_view id) {
  return fmt::format("{}.{}", tracking, id);
}

std::optional<ReplyName> parse_reply_handle(std::string_view handle) {
  const auto dot = handle.find('.');
  if (dot == std::string_view::npos || handle.size() > 80) return std::nullopt;
  const auto number = parse_tracking(handle.substr(0, dot));
  const std::string_view id = handle.substr(dot + 1);
  const bool fits = !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
  });
  if (!number || !fits) return std::nullopt;
  return ReplyName{to_text(*number), std::string(id)};
}

Lane& Outbox::lane_of(std::string_view tracking) const {
  const auto number = parse_tracking(tracking);
  return *lanes_[number ? number->sequence % lanes_.size() : 0];
}

asio::awaitable<Outbox::Origin> Outbox::origin(std::string tracking) {
  Origin origin;
  Lane& lane = lane_of(tracking);
  Arguments call{"FCALL", outbox_library().origin, "1", lane.base(), std::move(tracking)};
  const auto reply = co_await lane.command(std::move(call));
  if (!reply || reply->is_error()) co_return origin;
  origin.state = Origin::State::missing;
  if (reply->text_at(0) != "ok") co_return origin;
  origin.state = Origin::State::found;
  origin.tracking = reply->text_at(1);
  origin.channel = reply->text_at(2);
  origin.conversation = reply->text_at(3);
  origin.event = reply->text_at(4);
  origin.opted_out = reply->text_at(5) == "1";
  co_return origin;
}

asio::awaitable<Outbox::Queued> Outbox::queue(NewReply reply) {
  Queued queued;
  Lane& lane = lane_of(reply.tracking);
  Arguments call{"FCALL",
                 outbox_library().queue,
                 "1",
                 lane.base(),
                 std::move(reply.id),
                 std::move(reply.tracking),
                 std::move(reply.channel),
                 std::move(reply.conversation),
                 std::string(to_text(reply.lane)),
                 std::move(reply.to),
                 std::move(reply.from),
                 std::move(reply.text),
                 std::move(reply.language),
                 std::move(reply.by),
                 std::move(reply.once),
                 std::string(once_remembered),
                 std::move(reply.answers),
                 to_text(reply.files)};
  const auto answer = co_await lane.command(std::move(call));
  if (!answer) co_return queued;
  const std::string_view word = answer->text_at(0);
  if (answer->is_error() || word == "error") {
    queued.state = Queued::State::refused;
    queued.error = answer->is_error() ? answer->text() : answer->text_at(1);
    co_return queued;
  }
  queued.state = word == "ok"          ? Queued::State::queued
                 : word == "known"     ? Queued::State::known
                 : word == "opted-out" ? Queued::State::opted_out
                                       : Queued::State::full;
  queued.id = answer->text_at(1);
  co_return queued;
}

asio::awaitable<Outbox::Lease> Outbox::hold(int partition, std::string holder,
                                            std::chrono::milliseconds time) {
  Lease lease;
  Lane& lane = *lanes_[static_cast<std::size_t>(partition)];
  Arguments call{"FCALL",     outbox_library().hold, "1",
                 lane.base(), std::move(holder),     std::to_string(time.count())};
  const auto reply = co_await lane.command(std::move(call));
  if (!reply || reply->is_error()) co_return lease;
  const std::int64_t number = integer(reply->text_at(1));
  if (reply->text_at(0) == "1")
    lease.epoch = number;
  else
    lease.others = std::chrono::milliseconds(number);
  co_return lease;
}

asio::awaitable<void> Outbox::let_go(int partition, std::string holder) {
  Lane& lane = *lanes_[static_cast<std::size_t>(partition)];
  Arguments call{"FCALL", outbox_library().let_go, "1", lane.base(), std::move(holder)};
  co_await lane.command(std::move(call));
}

asio::awaitable<Outbox::Taken> Outbox::take(int partition, std::int64_t epoch, std::size_t limit,
                                            std::vector<ChannelPace> channels) {
  Arguments call{"FCALL",
                 outbox_library().take,
                 "1",
                 lanes_[static_cast<std::size_t>(partition)]->base(),
                 std::to_string(epoch),
                 std::to_string(limit)};
  for (ChannelPace& channel : channels) {
    call.push_back(std::move(channel.name));
    call.push_back(std::to_string(channel.interval.count()));
    call.push_back(std::to_string(channel.burst));
    call.push_back(std::to_string(channel.not_before.time_since_epoch().count()));
  }
  return ask(partition, std::move(call));
}

asio::awaitable<Outbox::Taken> Outbox::adopt(int partition, std::int64_t epoch, std::size_t limit) {
  Arguments call{"FCALL",
                 outbox_library().adopt,
                 "1",
                 lanes_[static_cast<std::size_t>(partition)]->base(),
                 std::to_string(epoch),
                 std::to_string(limit)};
  return ask(partition, std::move(call));
}

asio::awaitable<Outbox::Taken> Outbox::ask(int partition, Arguments call) {
  Taken taken;
  const auto reply = co_await lanes_[static_cast<std::size_t>(partition)]->command(std::move(call));
  if (!reply || reply->is_error()) co_return taken;
  taken.state = reply->text_at(0) == "ok" ? Taken::State::taken : Taken::State::lost;
  if (const auto next = reply->text_at(1); !next.empty())
    taken.next = std::chrono::milliseconds(integer(next));
  for (std::size_t i = words_before; i + words_of_reply <= reply->size(); i += words_of_reply) {
    auto& list = reply->text_at(i) == "t" ? taken.replies : taken.opted_out;
    list.push_back(reply_at(*reply, i));
  }
  co_return taken;
}

asio::awaitable<Outbox::Settled> Outbox::settle(const TakenReply& reply, Arguments words) {
  Lane& lane = lane_of(reply.tracking);
  Arguments call{"FCALL",  outbox_library().settle,      "1", lane.base(),
                 reply.id, std::to_string(reply.attempt)};
  for (std::string& word : words) call.push_back(std::move(word));
  const auto answer = co_await lane.command(std::move(call));
  if (!answer || answer->is_error()) co_return Settled::unavailable;
  co_return answer->text() == "ok" ? Settled::done
  : answer->text() == "stale"      ? Settled::stale
                                   : Settled::missing;
}

asio::awaitable<Outbox::Settled> Outbox::sent(const TakenReply& reply, std::string provider_id) {
  Arguments words{"sent", std::move(provider_id)};
  return settle(reply, std::move(words));
}

asio::awaitable<Outbox::Settled> Outbox::later(const TakenReply& reply,
                                               std::chrono::milliseconds after,
                                               std::string reason) {
  Arguments words{"later", std::to_string(after.count()), std::move(reason)};
  return settle(reply, std::move(words));
}

asio::awaitable<Outbox::Settled> Outbox::failed(const TakenReply& reply, std::string reason,
                                                bool opted_out) {
  Arguments words{"failed", std::move(reason), opted_out ? "1" : "0"};
  return settle(reply, std::move(words));
}

asio::awaitable<Outbox::Settled> Outbox::unknown(const TakenReply& reply, std::string reason) {
  Arguments words{"unknown", std::move(reason)};
  return settle(reply, std::move(words));
}

asio::awaitable<bool> Outbox::lay_ready(const TakenReply& reply) {
  Lane& lane = lane_of(reply.tracking);
  Arguments call{"SET", fmt::format("{}note:reply:{}", lane.base(), reply.tracking), reply.text,
                 "EX", std::string(ready_for)};
  const auto answer = co_await lane.command(std::move(call));
  co_return answer && !answer->is_error();
}

asio::awaitable<Outbox::Reported> Outbox::report(ReplyName name, Report report) {
  Reported reported;
  Lane& lane = lane_of(name.tracking);
  Arguments call{"FCALL",
                 outbox_library().report,
                 "1",
                 lane.base(),
                 std::move(name.id),
                 std::move(name.tracking),
                 std::string(report.state),
                 std::move(report.provider_id),
                 std::move(report.reason),
                 report.opted_out ? "1" : "0",
                 std::move(report.channel)};
  const auto answer = co_await lane.command(std::move(call));
  if (!answer || answer->is_error()) co_return reported;
  const std::string_view word = answer->text_at(0);
  reported.state = word == "ok"      ? Reported::State::noted
                   : word == "known" ? Reported::State::known
                                     : Reported::State::missing;
  co_return reported;
}

asio::awaitable<std::optional<Outbox::Depth>> Outbox::depth(int partition) {
  Lane& lane = *lanes_[static_cast<std::size_t>(partition)];
  Arguments call{"FCALL", outbox_library().depth, "1", lane.base()};
  const auto reply = co_await lane.command(std::move(call));
  if (!reply || reply->is_error()) co_return std::nullopt;
  Depth depth;
  for (std::size_t i = 0; i < 4; ++i) depth.lanes[i] = reply->view().at(i).integer();
  depth.later = reply->view().at(4).integer();
  depth.sending = reply->view().at(5).integer();
  co_return depth;
}

}  // namespace crosstown
