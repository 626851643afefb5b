// What the tripwire looks for, as a file says it (emergency_words.yaml is the one that ships and
// explains the form).
#pragma once

#include <string>
#include <vector>

#include "router/config/reader.h"
#include "router/rules/pattern.h"

namespace crosstown {

struct EmergencyWords {
  std::vector<Pattern> words;
  std::vector<std::string> written;  // of `words`, as in the file, for telling which one hit
  std::vector<Pattern> exceptions;   // phrases only
};

// Adds what a whole file says; mistakes become problems at their place. A language is any tag that
// has the shape of one: all languages are looked for in every message.
void read_emergency_words(config::Section root, EmergencyWords& words);

// The list that ships.
[[nodiscard]] EmergencyWords shipped_emergency_words();

}  // namespace crosstown
