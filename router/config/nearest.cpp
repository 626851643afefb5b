#include <algorithm>
#include <cctype>
#include <limits>

#include "router/config/reader.h"

namespace crosstown::config {
namespace {

constexpr std::size_t longest_word = 64;

std::string lower(std::string_view word) {
  std::string out(word);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// Damerau-Levenshtein, restricted: insert, delete, replace, and swap of neighbours each cost one.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last, last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    before_last = last;
    last = row;
  }
  return last[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string> names) {
  if (word.empty() || word.size() > longest_word) return {};
  // One slip in three letters may be a slip; more is another word. "fr" never means "en".
  const std::size_t allowed = std::min<std::size_t>(word.size() / 3, 4);
  const std::string wanted = lower(word);
  std::string_view best;
  std::size_t best_distance = std::numeric_limits<std::size_t>::max();
  for (const std::string& name : names) {
    if (name.size() > longest_word) continue;
    const std::size_t d = distance(wanted, lower(name));
    if (d <= allowed && d < best_distance) {
      best = name;
      best_distance = d;
    }
  }
  return best;
}

}  // namespace crosstown::config
