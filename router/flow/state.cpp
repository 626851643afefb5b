#include "router/flow/state.h"

#include <algorithm>
#include <charconv>

#include "router/message/text.h"

namespace crosstown::flow {
namespace {

constexpr std::size_t longest_name = 64;
constexpr std::size_t longest_choices = 400;
constexpr std::size_t longest_events = 300;
constexpr std::string_view first_line = "v 1\n";

// No value has a line's end: names are the configuration's, digits are digits.
void put(std::string& out, std::string_view name, std::string_view value, std::size_t most) {
  if (value.empty()) return;
  out += name;
  out += ' ';
  for (const char c : cut(value, most)) out += c == '\n' ? ' ' : c;
  out += '\n';
}

void put(std::string& out, std::string_view name, std::int64_t value) {
  if (value != 0) put(out, name, std::to_string(value), longest_name);
}

template <class Number>
void take(std::string_view text, Number& out) {
  Number number{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec == std::errc() && number >= 0) out = number;
}

struct Reader {
  State& state;

  void flag(std::string_view value) const {
    for (const char c : value) {
      state.slow = state.slow || c == 's';
      state.waiting = state.waiting || c == 'w';
      state.helped = state.helped || c == 'h';
      state.over = state.over || c == 'o';
      state.warned = state.warned || c == 'e';
      state.urgent = state.urgent || c == 'u';
      state.gone = state.gone || c == 'g';
    }
  }
  void result(std::string_view value) const {
    for (int i = 0; i <= static_cast<int>(Result::lost); ++i) {
      if (to_text(static_cast<Result>(i)) == value) state.result = static_cast<Result>(i);
    }
  }
  void line(std::string_view name, std::string_view value) const {
    if (name == "flow") state.flow = value;
    if (name == "step") state.step = value;
    if (name == "phase") state.phase = value;
    if (name == "language") state.language = value;
    if (name == "turn") take(value, state.turn);
    if (name == "misses") take(value, state.misses);
    if (name == "jumps") take(value, state.jumps);
    if (name == "stars") take(value, state.stars);
    if (name == "hollow") take(value, state.hollow);
    if (name == "queued") take(value, state.queued);
    if (name == "flags") flag(value);
    if (name == "result") result(value);
    if (name == "number") state.number = value;
    if (name == "tracking") state.tracking = value;
    if (name == "choices") state.choices = value;
    if (name == "events") state.events = value;
    if (name == "queue") state.queue = value;
    if (name == "pending") state.pending = value;
    if (name == "began") take(value, state.began);
    if (name == "waiting") take(value, state.waiting_since);
  }
};

std::string flags_of(const State& state) {
  std::string flags;
  if (state.slow) flags += 's';
  if (state.waiting) flags += 'w';
  if (state.helped) flags += 'h';
  if (state.over) flags += 'o';
  if (state.warned) flags += 'e';
  if (state.urgent) flags += 'u';
  if (state.gone) flags += 'g';
  return flags;
}

}  // namespace

std::string written(const State& state) {
  std::string out(first_line);
  put(out, "flow", state.flow, longest_name);
  put(out, "step", state.step, longest_name);
  put(out, "phase", state.phase, longest_name);
  put(out, "language", state.language, longest_name);
  put(out, "turn", state.turn);
  put(out, "misses", state.misses);
  put(out, "jumps", state.jumps);
  put(out, "stars", state.stars);
  put(out, "hollow", state.hollow);
  put(out, "queued", state.queued);
  put(out, "flags", flags_of(state), longest_name);
  if (state.result != Result::open) put(out, "result", to_text(state.result), longest_name);
  put(out, "number", state.number, longest_name);
  put(out, "tracking", state.tracking, longest_name);
  put(out, "choices", state.choices, longest_choices);
  put(out, "events", state.events, longest_events);
  put(out, "queue", state.queue, longest_name);
  put(out, "pending", state.pending, longest_name);
  put(out, "began", state.began);
  put(out, "waiting", state.waiting_since);
  return out;
}

std::optional<State> read_state(std::string_view text) {
  if (!text.starts_with(first_line) || text.size() > longest_state) return std::nullopt;
  text.remove_prefix(first_line.size());
  State state;
  const Reader reader{state};
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (const std::size_t gap = line.find(' '); gap != std::string_view::npos)
      reader.line(line.substr(0, gap), line.substr(gap + 1));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return state;
}

}  // namespace crosstown::flow
