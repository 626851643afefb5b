// What a queue of `queues:` promises, and where it turns when it cannot keep it.
#include <fmt/format.h>

#include "daemon/config/fields.h"
#include "daemon/config/sections.h"
#include "router/hours/notation.h"
#include "router/message/phone.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;

// Whether mail could be sent there; RFC 5321 section 4.5.3.1 for the sizes.
bool is_email(std::string_view text) {
  const auto sign = text.find('@');
  if (sign == std::string_view::npos || sign == 0 || sign > 64 || text.size() > 254) return false;
  const std::string_view domain = text.substr(sign + 1);
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7F && c != ',' && c != ';' && c != '<' && c != '>';
  });
  return printable && domain.find('@') == std::string_view::npos && !domain.starts_with('.') &&
         !domain.ends_with('.') && domain.find('.') != std::string_view::npos;
}

void read_due(config::Section& entry, QueueConfig& queue) {
  const auto value = entry.find("due");
  if (!value) return;
  queue.due = value->is_scalar() ? parse_due(value->text()) : std::nullopt;
  if (!queue.due) value->must_be("open days like 1d, or open time like 30m or 4h, up to 366d");
}

void read_overflow(const config::Value& value, const QueueNames& names, QueueConfig& queue) {
  config::Section section = value.section();
  Overflow overflow;
  if (section.require("when")) {
    config::Section when = section.section("when");
    if (when.has("depth"))
      overflow.depth = static_cast<std::uint64_t>(when.integer("depth", 1, 1'000'000'000, 1));
    if (when.has("age")) overflow.age = duration_within(when, "age", 1min, 24h * 366, 1min);
    when.finish();
    if (!overflow.depth && !overflow.age) when.problem("when needs depth or age, or both");
  }
  if (const auto to = section.require("to")) {
    if (const auto index = to->one_of(names.queues)) overflow.to = names.queues[*index];
  }
  section.finish();
  if (!overflow.to.empty()) queue.overflow = std::move(overflow);
}

void read_contacts(config::Section& entry, const QueueNames& names, QueueConfig& queue) {
  if (const auto value = entry.find("email")) {
    queue.email = value->text();
    if (value->is_scalar() && !is_email(queue.email))
      value->must_be("an email address like desk@riverbend.example");
  }
  if (const auto value = entry.find("phone")) {
    const std::string written = value->text();
    queue.phone = to_e164(written, names.phone_region).value_or("");
    if (value->is_scalar() && queue.phone.empty())
      value->must_be("a telephone number like \"+18015550100\"");
  }
}

}  // namespace

void read_service(config::Section& entry, const QueueNames& names, QueueConfig& queue) {
  if (const auto value = entry.find("hours")) {
    if (names.calendars.empty()) {
      value->problem("there are no calendars; give one under hours");
    } else if (const auto index = value->one_of(names.calendars)) {
      queue.hours = names.calendars[*index];
    }
  }
  read_due(entry, queue);
  if (const auto value = entry.find("overflow")) read_overflow(*value, names, queue);
  read_contacts(entry, names, queue);
}

void check_overflows(config::Section& queues, const std::vector<QueueConfig>& all) {
  Overflows overflows;
  for (const QueueConfig& queue : all) {
    if (queue.overflow) overflows[queue.name] = *queue.overflow;
  }
  const auto cycle = overflow_cycle(overflows);
  if (cycle.empty()) return;
  queues.problem_at(cycle.front(),
                    fmt::format("queues overflow in a circle: {}; one of them must go elsewhere",
                                fmt::join(cycle, " → ")));
}

}  // namespace crosstown
