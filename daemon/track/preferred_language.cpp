#include "daemon/track/preferred_language.h"

#include <algorithm>

#include "router/texts/texts.h"

namespace crosstown {
namespace {

constexpr std::size_t most_ranges = 20;
constexpr int full_weight = 1000;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

// "0.8" → 800; what is no weight counts as none was said.
int weight_of(std::string_view text) {
  if (text.empty() || (text.front() != '0' && text.front() != '1')) return full_weight;
  int weight = (text.front() - '0') * full_weight;
  int step = full_weight / 10;
  for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9') return full_weight;
    weight += (c - '0') * step;
    step /= 10;
  }
  return std::min(weight, full_weight);
}

const std::string* known(std::string_view tag, const std::vector<std::string>& languages) {
  const std::string primary = primary_subtag(std::string(tag));
  const auto found = std::find_if(languages.begin(), languages.end(), [&](const std::string& one) {
    return primary_subtag(one) == primary;
  });
  return found == languages.end() ? nullptr : &*found;
}

}  // namespace

const std::string& preferred_language(std::string_view wanted, std::string_view accepted,
                                      const std::vector<std::string>& languages) {
  if (const std::string* said = wanted.empty() ? nullptr : known(wanted, languages)) return *said;
  const std::string* best = &languages.front();
  int best_weight = 0;
  for (std::size_t n = 0; n < most_ranges && !accepted.empty(); ++n) {
    const std::string_view range = accepted.substr(0, accepted.find(','));
    accepted.remove_prefix(std::min(range.size() + 1, accepted.size()));
    const std::size_t mark = std::min(range.find(';'), range.size());
    const std::size_t weight_at = range.find("q=", mark);
    const int weight = weight_at == std::string_view::npos
                           ? full_weight
                           : weight_of(trimmed(range.substr(weight_at + 2)));
    const std::string_view tag = trimmed(range.substr(0, mark));
    const std::string* language = tag == "*" ? &languages.front() : known(tag, languages);
    if (!language || weight <= best_weight) continue;
    best = language;
    best_weight = weight;
  }
  return *best;
}

}  // namespace crosstown
