#include "bench/load/text.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <iterator>
#include <string_view>

namespace crosstown::load {
namespace {

// None of them asks for help, stops a subscription or sounds like an emergency.
constexpr std::array<std::string_view, 40> words = {
    "the",  "city",  "please", "again",  "since", "monday", "corner", "of",    "maple",  "avenue",
    "our",  "block", "behind", "school", "park",  "and",    "it",     "was",   "seen",   "there",
    "by",   "two",   "of",     "us",     "last",  "week",   "could",  "you",   "let",    "me",
    "know", "when",  "a",      "crew",   "comes", "thank",  "every",  "night", "market", "square"};

}  // namespace

std::vector<std::string> default_keywords() {
  return {"pothole",   "bache",  "streetlight", "graffiti",  "garbage",    "basura",
          "recycling", "noise",  "ruido",       "parking",   "tree",       "arbol",
          "water",     "leak",   "sidewalk",    "snow",      "permit",     "library",
          "bus",       "animal", "tax",         "inspector", "playground", "sewer"};
}

void append_text(std::string& out, Random& random, const std::vector<std::string>& keywords,
                 Authorship author) {
  const std::size_t start = out.size();
  const std::size_t length = 90 + random.below(30);
  // Out of reach for one text in five: it names no keyword.
  const std::size_t keyword_at = random.below(length * 5 / 4);
  bool keyword_due = true;
  while (out.size() - start < length) {
    const bool first = out.size() == start;
    if (!first) out += ' ';
    if (keyword_due && out.size() - start >= keyword_at) {
      out += keywords[random.below(keywords.size())];
      keyword_due = false;
    } else {
      out += words[random.below(words.size())];
    }
    if (first) out[start] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[start])));
  }
  fmt::format_to(std::back_inserter(out), "! [r{} n{}]", author.resident, author.number);
}

}  // namespace crosstown::load
