// A recorded event (docs/envelope.schema.json) as the message that it was.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>

#include "router/message/message.h"

namespace crosstown {

struct RecordedEvent {
  Message message;   // normalised and with its language, as it was then; without attachments' bytes
  bool cut = false;  // its text goes on in the content store
  std::string tracking;
  // Where it went then, and why.
  std::string queue;
  std::string type;
  std::string priority;
  std::string rule;
  bool flooded = false;  // kept low because its resident sent too much
};

// Empty: it is none that this version understands. What it does not know it passes over.
[[nodiscard]] std::optional<RecordedEvent> read_event(simdjson::dom::parser& parser,
                                                      std::string_view event);

}  // namespace crosstown
