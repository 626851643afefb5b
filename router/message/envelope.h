// The CloudEvents 1.0 event of a message (docs/envelope.schema.json), cut where facts that only
// Redis knows are joined in. The lane joins them as they most often are, for a message that opens a
// request; the store's function replaces them where they turn out otherwise, by cutting and joining
// text alone:
//
//   head  tracking  `","data":{"sequence":` sequence  `,"new_request":` bool
//   `,"routing":{"queue":"` queue  `",`  tail
//
// so head ends inside "subject":"  and tail continues inside routing.
#pragma once

#include <string>
#include <string_view>

#include "router/message/message.h"
#include "router/message/routing.h"

namespace crosstown {

struct EventFragments {
  std::string head;
  std::string tail;
};

// Largest text carried inside an event; the whole of a longer one lies in the content store.
inline constexpr std::size_t max_event_text = 32 * 1024;

// `conversation`: the conversation's id. Strings must be valid UTF-8 (normalise() saw to that).
[[nodiscard]] EventFragments fragments(const Message& message, const Routing& routing,
                                       std::string_view conversation);

// Appends the whole event.
void append_joined(std::string& out, std::string_view head, std::string_view tail,
                   std::string_view tracking, std::uint64_t sequence, bool new_request,
                   std::string_view queue);

// The event as the store joins it; for tests, rehearsals and tools.
[[nodiscard]] std::string joined(const EventFragments& fragments, std::string_view tracking,
                                 std::uint64_t sequence, bool new_request, std::string_view queue);

}  // namespace crosstown
