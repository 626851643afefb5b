// What a widget may say: one JSON object a message (docs/channels/chat.md), read into plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace crosstown::chat {

struct Limits {
  std::size_t max_text = 4000;  // characters of a message
};
inline constexpr std::size_t max_files = 5;
inline constexpr std::size_t max_history = 50;
inline constexpr std::size_t max_word = 500;  // characters; of the survey
inline constexpr std::size_t max_line = 200;  // characters of a name, an address

namespace wish {
struct Hello {
  std::string token;       // empty: a new session
  std::uint64_t last = 0;  // the highest sequence number that the widget has
  std::string language;    // as it was said, at most 35 bytes; may be empty
};
struct Place {
  double latitude = 0, longitude = 0;
};
struct Say {
  std::string id;                  // the widget's own: [A-Za-z0-9_-]{8,64}
  std::string text;                // within Limits; empty only with files
  std::vector<std::string> files;  // tokens of uploads
  std::optional<Place> place;
};
struct Typing {
  bool on = false;
};
struct Read {
  std::uint64_t seq = 0;
};
struct History {
  std::uint64_t before = 0;
  std::size_t count = max_history;
};
// Only what was said.
struct Contact {
  std::optional<std::string> name, phone, email;
  std::optional<bool> text_me;
};
struct Survey {
  bool up = false;
  std::string word;
};
struct End {};
struct Ping {
  std::int64_t number = 0;
};
// Refused: `code` as docs/channels/chat.md has it.
struct Refused {
  std::string_view code;
  std::string id;  // of the message, if it was one and has a right id
};
// No JSON object with a `t`: whoever sends it does not speak this protocol.
struct Garbage {};
}  // namespace wish
using Wish =
    std::variant<wish::Hello, wish::Say, wish::Typing, wish::Read, wish::History, wish::Contact,
                 wish::Survey, wish::End, wish::Ping, wish::Refused, wish::Garbage>;

// `text`: valid UTF-8. Never throws.
[[nodiscard]] Wish read_wish(std::string_view text, const Limits& limits);

// Unicode code points of valid UTF-8.
[[nodiscard]] std::size_t characters_in(std::string_view text);

}  // namespace crosstown::chat
