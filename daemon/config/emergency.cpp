// `emergency:`, the tripwire.
#include <fmt/format.h>

#include <algorithm>

#include "daemon/config/fields.h"
#include "daemon/config/sections.h"

namespace crosstown {
namespace {

// 911, 112, 066 … or a whole number; as residents dial it.
bool is_dialled(std::string_view text) {
  const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
  return digits.size() >= 2 && digits.size() <= 15 &&
         std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Mistakes in a city's own file are told with that file's name.
void add_file(config::Section& section, EmergencyWords& words, config::Problems& problems) {
  const std::string file = readable_file(section, "words");
  if (file.empty()) return;
  const auto document = config::Document::load(file, problems);
  if (document.readable()) read_emergency_words(document.root(), words);
}

}  // namespace

std::optional<EmergencyDesk> read_emergency(config::Section& root,
                                            const std::vector<std::string>& queues,
                                            config::Problems& problems) {
  const auto value = root.find("emergency");
  if (!value) return std::nullopt;
  config::Section section = value->section();
  EmergencyDesk desk;
  if (const auto queue = section.require("queue")) {
    if (const auto index = queue->one_of(queues)) desk.queue = queues[*index];
  }
  desk.number = section.text("number", desk.number);
  if (!is_dialled(desk.number))
    section.problem_at("number", "number must be what residents dial, like \"911\"");
  const bool own_words = section.has("words");
  EmergencyWords words;
  if (own_words) {
    words = shipped_emergency_words();
    add_file(section, words, problems);
  }
  section.finish();
  if (!problems.empty()) return std::nullopt;  // making the tripwire takes its time

  const auto tripwire = own_words ? Tripwire::make(std::move(words)) : Tripwire::shipped();
  if (const auto* mistake = std::get_if<PatternMistake>(&tripwire)) {
    section.problem(fmt::format("emergency: {}", mistake->text));
    return std::nullopt;
  }
  desk.tripwire = std::get<0>(tripwire);
  return desk;
}

}  // namespace crosstown
