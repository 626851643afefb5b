// What the router decided for a message, and why.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/message/due.h"
#include "router/message/message.h"

namespace crosstown {

enum class Priority { urgent, normal, low };
[[nodiscard]] std::string_view to_text(Priority priority);
[[nodiscard]] std::optional<Priority> priority_from(std::string_view word);

// An answer of the answer book that may help whoever works on the message.
struct SuggestedAnswer {
  std::string id;
  std::string title;  // in the message's language
  double score = 0;   // 0 … 1
};

inline constexpr std::string_view no_type = "general";

struct Routing {
  std::string queue;
  std::string type;  // of the request: "pothole"; "general" where no rule says
  Priority priority = Priority::normal;
  std::string rule;              // the rule that won
  std::vector<std::string> why;  // one line for each condition that held
  int tier = 1;                  // the line of support, 1 to 3
  std::string answer{};          // id of a scripted answer that opens the receipt; empty: none
  std::optional<Due> due{};      // instead of the queue's own
  std::vector<SuggestedAnswer> suggestions{};  // best first
  bool after_hours = false;                    // the queue was closed when the message came
  std::optional<Time> due_at{};                // when the request should be closed
  bool type_said = false;  // the rule that won names a type, and held for what the text says
};

}  // namespace crosstown
