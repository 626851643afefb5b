#include "router/spool/spool_entry.h"

#include "router/message/routing.h"
#include "router/spool/coding.h"

namespace crosstown {
namespace {

constexpr char version = 1;

}  // namespace

std::string encode(const Delivery& delivery, std::string_view tracking, Time accepted) {
  std::string out;
  out.reserve(delivery.head.size() + delivery.tail.size() + 256);
  out += version;
  put_text(out, tracking);
  for (const auto count : {accepted.time_since_epoch().count(), delivery.seen_window.count(),
                           delivery.conversation_window.count()}) {
    put_number(out, static_cast<std::uint64_t>(count));
  }
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
  if (!bytes.starts_with(version)) return std::nullopt;
  CodedReader in(bytes.substr(1));
  SpoolEntry entry;
  entry.place = place;
  entry.tracking = in.text();
  entry.accepted = Time(std::chrono::milliseconds(in.number()));
  Delivery& delivery = entry.delivery;
  delivery.seen_window = std::chrono::seconds(in.number());
  delivery.conversation_window = std::chrono::seconds(in.number());
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
