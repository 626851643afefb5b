// The emergency tripwire: the first thing that is asked about every message, before self-service,
// rules, duplicates and limits, and independent of them all.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "router/emergency/emergency_words.h"
#include "router/message/message.h"

namespace crosstown {

struct Emergency {
  std::string word;  // the entry that hit, as its file has it
};

// Immutable; shared by all threads.
class Tripwire {
 public:
  using Made = std::variant<std::shared_ptr<const Tripwire>, PatternMistake>;
  // Takes about a second with the list that ships.
  [[nodiscard]] static Made make(EmergencyWords words);
  // Of the list that ships alone; made once in a process.
  [[nodiscard]] static const Made& shipped();
  ~Tripwire();

  // Subject, text and what was spoken to a voice assistant, up to 256 KiB together. A word counts
  // when it stands somewhere outside of all exceptions: a text about a fire hydrant is none, one
  // that goes on about a fire is. `message` must be normalised. One pass over the text; a second
  // one, which takes memory, only where a word and an exception stand in it.
  [[nodiscard]] std::optional<Emergency> check(const Message& message) const;

 private:
  struct Impl;
  explicit Tripwire(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

}  // namespace crosstown
