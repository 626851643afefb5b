// What the daemon says to a widget: JSON as docs/channels/chat.md has it. Texts are valid UTF-8.
//
// An entry of a session's log is kept as the inside of its object, without its sequence number:
// `"kind":"agent",…`. Redis joins such strings and never reads them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "channels/chat/wishes.h"
#include "router/message/message.h"

namespace crosstown::chat {

// An entry of the log as it is kept.
struct Entry {
  std::uint64_t seq = 0;
  std::string body;
};

// Who the resident is, as the session knows it.
struct Card {
  std::string name, phone, email;
  bool text_me = false;
};

// What is shown before the chat, and again in the welcome.
struct Notice {
  std::string city;
  std::string language;
  std::span<const std::string> languages;
  bool open = true;
  std::string hours, emergency, privacy;  // empty: there is none
  bool text_me = false;
  std::size_t max_text = 0;
  std::uint64_t max_upload = 0;  // bytes; 0: no files
};

struct Welcome {
  std::string_view token, session;
  bool resumed = false;
  bool gone = false;
  bool ended = false;
  std::uint64_t first = 0, last = 0;  // of the log; 0: it is empty
  const Card* card = nullptr;
};

namespace words {

[[nodiscard]] std::string notice(const Notice& notice);
[[nodiscard]] std::string welcome(const Welcome& welcome, const Notice& notice);
[[nodiscard]] std::string ack(std::string_view id, std::uint64_t seq, std::string_view tracking,
                              std::string_view answer, Time time);
[[nodiscard]] std::string entry(const Entry& entry);
[[nodiscard]] std::string history(std::span<const Entry> entries, bool more);
[[nodiscard]] std::string card(const Card& card);
[[nodiscard]] std::string surveyed(bool up);
[[nodiscard]] std::string typing(bool on);
[[nodiscard]] std::string pong(std::int64_t number);
[[nodiscard]] std::string refusal(std::string_view code, std::string_view id,
                                  std::chrono::milliseconds retry);

// Bodies of entries.
[[nodiscard]] std::string resident_body(const wish::Say& say, std::span<const Attachment> files,
                                        std::string_view tracking, Time time);
[[nodiscard]] std::string automatic_body(std::string_view id, std::string_view text,
                                         std::string_view tracking, std::string_view language,
                                         Time time);
[[nodiscard]] std::string agent_body(std::string_view id, std::string_view text,
                                     std::string_view tracking, std::string_view language,
                                     Time time);
[[nodiscard]] std::string ended_body(Time time);

}  // namespace words
}  // namespace crosstown::chat
