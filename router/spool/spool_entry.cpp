#include "router/spool/spool_entry.h"

#include <iterator>

#include "router/message/routing.h"
#include "router/spool/coding.h"

namespace crosstown {
namespace {

constexpr char version = 3;
constexpr char without_flags = 2;
constexpr char without_time = 1;  // the event's time was taken to be when it was accepted

// Each a bit, in this order.
constexpr bool Delivery::*flags[] = {&Delivery::pinned, &Delivery::kept_low, &Delivery::anew,
                                     &Delivery::closes, &Delivery::type_said};

std::uint64_t flags_of(const Delivery& delivery) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < std::size(flags); ++i) bits |= std::uint64_t{delivery.*flags[i]} << i;
  return bits;
}

void read_conversation(CodedReader& in, Delivery& delivery) {
  const std::uint64_t bits = in.number();
  for (std::size_t i = 0; i < std::size(flags); ++i) delivery.*flags[i] = (bits >> i & 1) != 0;
  delivery.reopen_window = std::chrono::seconds(in.number());
  delivery.new_matter_after = std::chrono::seconds(in.number());
}

}  // namespace

std::string encode(const Delivery& delivery, std::string_view tracking, Time accepted) {
  std::string out;
  out.reserve(delivery.head.size() + delivery.tail.size() + 256);
  out += version;
  put_text(out, tracking);
  for (const auto count :
       {accepted.time_since_epoch().count(), delivery.seen_window.count(),
        delivery.conversation_window.count(), delivery.time.time_since_epoch().count()}) {
    put_number(out, static_cast<std::uint64_t>(count));
  }
  for (const auto number : {flags_of(delivery), std::uint64_t(delivery.reopen_window.count()),
                            std::uint64_t(delivery.new_matter_after.count())})
    put_number(out, number);
  for (const std::string_view text :
       {std::string_view(delivery.provider_id), std::string_view(delivery.conversation),
        std::string_view(delivery.channel), std::string_view(delivery.queue), delivery.priority,
        std::string_view(delivery.type), std::string_view(delivery.head),
        std::string_view(delivery.tail)}) {
    put_text(out, text);
  }
  return out;
}

std::optional<SpoolEntry> decode(std::uint64_t place, std::string_view bytes) {
  const char written = bytes.empty() ? '\0' : bytes[0];
  if (written < without_time || written > version) return std::nullopt;
  CodedReader in(bytes.substr(1));
  SpoolEntry entry;
  entry.place = place;
  entry.tracking = in.text();
  entry.accepted = Time(std::chrono::milliseconds(in.number()));
  Delivery& delivery = entry.delivery;
  delivery.seen_window = std::chrono::seconds(in.number());
  delivery.conversation_window = std::chrono::seconds(in.number());
  delivery.time =
      written == without_time ? entry.accepted : Time(std::chrono::milliseconds(in.number()));
  if (written > without_flags) read_conversation(in, delivery);
  delivery.provider_id = in.text();
  delivery.conversation = in.text();
  delivery.channel = in.text();
  delivery.queue = in.text();
  const auto priority = priority_from(in.text());
  delivery.type = in.text();
  delivery.head = in.text();
  delivery.tail = in.text();
  if (!in.good() || !in.at_end() || !priority) return std::nullopt;
  delivery.priority = to_text(*priority);  // of static storage
  return entry;
}

}  // namespace crosstown
