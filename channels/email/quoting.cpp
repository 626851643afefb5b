#include "channels/email/quoting.h"

#include <algorithm>
#include <vector>

#include "channels/email/history_marks.h"

namespace crosstown::mail {
namespace {

constexpr std::size_t longest_signature = 20;  // lines

enum class Kind { own, quoted };

// White space at a line's end means nothing, but in the mark of a signature.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line != "-- ") line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string joined(Lines lines) {
  while (!lines.empty() && is_blank(lines.front())) lines = lines.subspan(1);
  while (!lines.empty() && is_blank(lines.back())) lines = lines.first(lines.size() - 1);
  std::string text;
  for (const std::string_view line : lines) {
    if (!text.empty()) text += '\n';
    text += line;
  }
  return text;
}

void append_part(std::string& out, std::string part) {
  if (part.empty()) return;
  if (!out.empty()) out += "\n\n";
  out += part;
}

struct Marked {
  std::vector<Kind> kinds;        // of each line
  std::size_t forward_at;         // from here on all is a forwarded mail
  bool has_introduction = false;  // of history, which so is not the writer's own
};

void mark(Marked& marked, std::size_t begin, std::size_t end, Kind kind) {
  std::fill(marked.kinds.begin() + static_cast<std::ptrdiff_t>(begin),
            marked.kinds.begin() + static_cast<std::ptrdiff_t>(end), kind);
}

// Blank lines between two quoted ones, and between these and their introduction, are history, too.
std::size_t end_of_quote(Lines lines, std::size_t at) {
  std::size_t end = at;
  for (; at < lines.size(); ++at) {
    if (is_quoted(lines[at])) {
      end = at + 1;
    } else if (!is_blank(lines[at])) {
      break;
    }
  }
  return end;
}

Marked marked_lines(Lines lines, bool forward) {
  Marked marked{std::vector<Kind>(lines.size(), Kind::own), lines.size()};
  std::size_t at = 0;
  while (at < lines.size()) {
    if (begins_forward(lines[at])) {
      marked.forward_at = at;
      break;
    }
    if (!forward && begins_history(lines.subspan(at))) {
      mark(marked, at, lines.size(), Kind::quoted);
      marked.has_introduction = true;
      break;
    }
    const std::size_t introduced = attribution(lines.subspan(at));
    const bool own = !is_quoted(lines[at]) || is_mangled_from(lines, at);
    if (introduced == 0 && own) {
      ++at;
      continue;
    }
    const std::size_t end = end_of_quote(lines, at + introduced);
    if (introduced > 0) {
      const bool unmarked = end == at + introduced;  // Yahoo's history has no ">"
      mark(marked, at, unmarked ? lines.size() : end, Kind::quoted);
      marked.has_introduction = true;
      if (unmarked) break;
      at = end;
    } else {
      mark(marked, at, end, Kind::quoted);
      at = end;
    }
  }
  return marked;
}

// Where the signature begins in a person's own lines; lines.size(): there is none.
std::size_t signature_in(Lines lines) {
  const std::size_t first = lines.size() > longest_signature ? lines.size() - longest_signature : 0;
  for (std::size_t i = first; i < lines.size(); ++i) {
    if (lines[i] == "-- " || lines[i] == "--" || begins_disclaimer(lines.subspan(i))) return i;
  }
  std::size_t last = lines.size();
  while (last > 0 && is_blank(lines[last - 1])) --last;
  return last > 0 && is_device_signature(lines[last - 1]) ? last - 1 : lines.size();
}

struct Parts {
  std::vector<std::string> own;
  std::string quoted;
  std::string signature;
};

// A signature stands at the end of a run of own lines: above the history, or below it.
Parts parts_of(Lines lines, std::span<const Kind> kinds) {
  Parts parts;
  for (std::size_t begin = 0; begin < lines.size();) {
    std::size_t end = begin;
    while (end < lines.size() && kinds[end] == kinds[begin]) ++end;
    const Lines run = lines.subspan(begin, end - begin);
    if (kinds[begin] == Kind::quoted) {
      append_part(parts.quoted, joined(run));
    } else {
      const std::size_t signature = signature_in(run);
      parts.own.push_back(joined(run.first(signature)));
      append_part(parts.signature, joined(run.subspan(signature)));
    }
    begin = end;
  }
  return parts;
}

}  // namespace

Written split_text(std::string_view text, std::string_view subject) {
  const std::vector<std::string_view> all = lines_of(text);
  const Lines lines(all);
  const Marked marked = marked_lines(lines, is_forward(subject));
  const Lines before = lines.first(marked.forward_at);
  Parts parts = parts_of(before, std::span(marked.kinds).first(before.size()));
  Written written;
  for (std::string& each : parts.own) append_part(written.text, std::move(each));
  append_part(written.text, joined(lines.subspan(marked.forward_at)));
  if (written.text.empty() && !marked.has_introduction && !parts.quoted.empty()) {
    written.text = joined(before);
    return written;
  }
  written.quoted = std::move(parts.quoted);
  written.signature = std::move(parts.signature);
  return written;
}

}  // namespace crosstown::mail
