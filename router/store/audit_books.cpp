#include "router/store/audit_books.h"

#include <fmt/format.h>
#include <openssl/sha.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "router/message/tracking.h"

namespace crosstown {
namespace {

// What is known of an id, in one word: bits 63 and 62, then the hour (since 1970) in which its
// message was written, then its number.
constexpr std::uint64_t seen_bit = 1ULL << 63;
constexpr std::uint64_t found_bit = 1ULL << 62;
constexpr int hour_shift = 40;
constexpr std::uint64_t hour_mask = (1ULL << 22) - 1;
constexpr std::uint64_t number_mask = (1ULL << hour_shift) - 1;

// Ids are anybody's, so a hash that nobody can make collide.
std::uint64_t hash_of(std::string_view channel, std::string_view provider_id) {
  std::string text(channel);
  text += '\0';
  text += provider_id;
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  std::uint64_t hash = 0;
  std::memcpy(&hash, digest, sizeof hash);
  return hash;
}

std::uint64_t number_of(std::string_view tracking) {
  const auto number = parse_tracking(tracking);
  if (!number) return 0;
  return (static_cast<std::uint64_t>(number->year) << 32 | number->sequence) & number_mask;
}

std::string text_of(std::uint64_t number) {
  return to_text(TrackingNumber{static_cast<int>(number >> 32 & 0xff),
                                static_cast<std::uint32_t>(number & 0xffffffff)});
}

// "2026-11-22T16:04:05.123Z", as the envelope writes it.
bool read_time(std::string_view text, Time& time) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0, read = 0;
  const std::string copy(text);
  if (std::sscanf(copy.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%3dZ%n", &year, &month, &day, &hour,
                  &minute, &second, &ms, &read) != 7 ||
      static_cast<std::size_t>(read) != text.size())
    return false;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return false;
  time = Time(std::chrono::sys_days(date).time_since_epoch()) + std::chrono::hours(hour) +
         std::chrono::minutes(minute) + std::chrono::seconds(second) +
         std::chrono::milliseconds(ms);
  return true;
}

std::uint64_t hour_of(Time time) {
  const auto hours = std::chrono::duration_cast<std::chrono::hours>(time.time_since_epoch());
  return static_cast<std::uint64_t>(hours.count()) & hour_mask;
}

}  // namespace

bool AuditReport::balanced() const {
  return differences_total == 0 && std::all_of(rows.begin(), rows.end(), [](const auto& row) {
           return row.second.difference() == 0;
         });
}

AuditBooks::AuditBooks(const std::vector<std::string>& days, std::string channel, Windows windows,
                       std::function<CivilHour(Time)> calendar)
    : days_(days.begin(), days.end()),
      channel_(std::move(channel)),
      windows_(std::move(windows)),
      calendar_(std::move(calendar)) {}

AuditRow* AuditBooks::row(const std::string& day, const std::string& channel) {
  if (!concerns(channel) || !days_.contains(day)) return nullptr;
  return &report_.rows[{day, channel}];
}

void AuditBooks::counted(const std::string& day, const std::string& channel, std::uint64_t accepted,
                         std::uint64_t queued, std::uint64_t duplicates) {
  AuditRow* const to = row(day, channel);
  if (!to) return;
  to->accepted += accepted;
  to->duplicates += duplicates;
  if (accepted != queued + duplicates)
    differ({"", "", channel,
            fmt::format("the counts of {} disagree: {} accepted, {} put into queues, {} duplicates",
                        day, accepted, queued, duplicates)});
}

void AuditBooks::self_served(const std::string& day, const std::string& channel,
                             std::uint64_t count) {
  if (AuditRow* const to = row(day, channel)) {
    to->accepted += count;
    to->self_served += count;
  }
}

void AuditBooks::spooled(const std::string& channel, Time time) {
  if (AuditRow* const to = row(calendar_(time).day, channel)) {
    ++to->accepted;
    ++to->spooled;
  }
  ++report_.examined;
}

void AuditBooks::seen(std::string_view channel, std::string_view provider_id,
                      std::string_view tracking) {
  if (concerns(channel)) ids_[hash_of(channel, provider_id)] = seen_bit | number_of(tracking);
}

bool AuditBooks::read(std::string_view text, Event& event) {
  static thread_local simdjson::dom::parser parser;
  simdjson::dom::element root;
  std::string_view channel, provider_id, time;
  if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS ||
      root["data"]["channel"].get(channel) != simdjson::SUCCESS ||
      root["data"]["provider_id"].get(provider_id) != simdjson::SUCCESS ||
      root["time"].get(time) != simdjson::SUCCESS || !read_time(time, event.time))
    return false;
  event.channel = channel;
  event.provider_id = provider_id;
  return true;
}

void AuditBooks::found(Where where, const std::string& tracking, const std::string& channel,
                       std::string_view text, std::string_view fault) {
  if (!concerns(channel)) return;
  ++report_.examined;
  Event event;
  if (!read(text, event)) return differ({tracking, "", channel, "its event cannot be read"});
  if (fault == "no request")
    differ({tracking, event.provider_id, channel, "there is no request of this number"});
  else if (!fault.empty())
    differ({tracking, event.provider_id, channel, "its request does not say that it lies there"});
  note_id(event, tracking);
  AuditRow* const to = row(calendar_(event.time).day, event.channel);
  if (to) ++(where == Where::dead ? to->dead : to->queued);
}

void AuditBooks::note_id(const Event& event, const std::string& tracking) {
  const std::uint64_t number = number_of(tracking), hour = hour_of(event.time);
  std::uint64_t& known = ids_[hash_of(event.channel, event.provider_id)];
  if (known & found_bit) {
    const std::uint64_t before = known >> hour_shift & hour_mask;
    const std::uint64_t hours = std::max(before, hour) - std::min(before, hour) + 1;  // at most
    const auto window = windows_.find(event.channel);
    // A sender may use an id again when its window is over.
    if (window != windows_.end() && std::chrono::hours(hours) <= window->second)
      differ({tracking, event.provider_id, event.channel, "is there twice"});
    return;
  }
  if ((known & seen_bit) && (known & number_mask) != number)
    differ({tracking, event.provider_id, event.channel,
            "was accepted as " + text_of(known & number_mask)});
  known |= found_bit | hour << hour_shift;
}

void AuditBooks::missing(const std::string& tracking, const std::string& channel,
                         std::string_view place) {
  if (concerns(channel))
    differ({tracking, "", channel, fmt::format("its message at {} is not there", place)});
}

bool AuditBooks::some_not_found() const {
  return std::any_of(ids_.begin(), ids_.end(),
                     [](const auto& one) { return (one.second & found_bit) == 0; });
}

void AuditBooks::seen_again(const std::string& channel, const std::string& provider_id,
                            const std::string& tracking) {
  const auto known = ids_.find(hash_of(channel, provider_id));
  if (known == ids_.end() || (known->second & found_bit)) return;
  known->second |= found_bit;  // told once
  differ({tracking, provider_id, channel, "was accepted, and is nowhere"});
}

void AuditBooks::differ(AuditDifference difference) {
  if (++report_.differences_total <= most_named)
    report_.differences.push_back(std::move(difference));
}

}  // namespace crosstown
