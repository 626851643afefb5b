#include "router/emergency/emergency_words.h"

#include <cassert>

#include "emergency_words.yaml.h"  // made from emergency_words.yaml by CMake: shipped_words

namespace crosstown {
namespace {

using ReadPattern = std::optional<Pattern> (*)(const config::Value&);

// A city's.
std::optional<Pattern> pattern_from(const config::Value& value) {
  if (!value.is_scalar()) {
    value.must_be("a phrase or a /regular expression/");
    return std::nullopt;
  }
  auto pattern = read_pattern(value.text());
  if (auto* mistake = std::get_if<PatternMistake>(&pattern)) {
    value.problem(std::move(mistake->text));
    return std::nullopt;
  }
  return std::get<Pattern>(std::move(pattern));
}

// Of the list that ships, whose regular expressions hold no accents and have been tried (a test
// does): trying each takes vectorscan half a second.
std::optional<Pattern> known_pattern(const config::Value& value) {
  const std::string text = value.text();
  if (text.starts_with('/')) return Pattern{text.substr(1, text.size() - 2), {}};
  return pattern_from(value);
}

void read_exception(const config::Value& value, EmergencyWords& out) {
  auto pattern = pattern_from(value);
  if (!pattern) return;
  if (pattern->words.empty())
    return value.problem("an exception must be a phrase, so that it is seen what it lets pass");
  out.exceptions.push_back(std::move(*pattern));
}

void read_language(config::Section section, EmergencyWords& out, ReadPattern read) {
  if (const auto words = section.find("words")) {
    for (const config::Value& value : words->list_or_one()) {
      auto pattern = read(value);
      if (!pattern) continue;
      out.words.push_back(std::move(*pattern));
      out.written.push_back(value.text());
    }
  }
  if (const auto exceptions = section.find("except")) {
    for (const config::Value& value : exceptions->list_or_one()) read_exception(value, out);
  }
  section.finish();
}

void read_words(config::Section root, EmergencyWords& words, ReadPattern read) {
  for (const auto& [language, value] : root.named_entries())
    read_language(value.section(), words, read);
}

}  // namespace

void read_emergency_words(config::Section root, EmergencyWords& words) {
  read_words(std::move(root), words, pattern_from);
}

EmergencyWords shipped_emergency_words() {
  config::Problems problems;
  const auto document = config::Document::parse(shipped_words, "emergency_words.yaml", problems);
  EmergencyWords words;
  read_words(document.root(), words, known_pattern);
  assert(problems.empty());
  return words;
}

}  // namespace crosstown
