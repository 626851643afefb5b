#include "router/answers/near_words.h"

#include <algorithm>

namespace crosstown {
namespace {

// FNV-1a of `word` without its byte `left_out`; npos: of all of it.
std::uint64_t hash_without(std::string_view word, std::size_t left_out) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (i == left_out) continue;
    hash = (hash ^ static_cast<unsigned char>(word[i])) * 0x100000001b3;
  }
  return hash;
}

// The longest that is worth it; also bounds the work for what is no word at all.
constexpr std::size_t longest = 24;

bool may_be_near(std::string_view word) {
  return word.size() >= NearWords::shortest && word.size() <= longest;
}

}  // namespace

bool one_step_apart(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin());
  const auto i = static_cast<std::size_t>(in_a - a.begin());
  if (a.size() < b.size()) return a.substr(i) == b.substr(i + 1);
  if (i == a.size()) return true;
  if (a.substr(i + 1) == b.substr(i + 1)) return true;
  return i + 1 < a.size() && a[i] == b[i + 1] && a[i + 1] == b[i] &&
         a.substr(i + 2) == b.substr(i + 2);
}

NearWords::NearWords(const std::vector<std::string>& words) {
  for (std::uint32_t number = 0; number < words.size(); ++number) {
    const std::string_view word = words[number];
    if (!may_be_near(word)) continue;
    entries_.emplace_back(hash_without(word, std::string_view::npos), number);
    for (std::size_t i = 0; i < word.size(); ++i)
      entries_.emplace_back(hash_without(word, i), number);
  }
  std::sort(entries_.begin(), entries_.end());
}

std::optional<std::uint32_t> NearWords::near(std::string_view word,
                                             const std::vector<std::string>& words) const {
  if (!may_be_near(word)) return std::nullopt;
  std::optional<std::uint32_t> best;
  const auto probe = [&](std::size_t left_out) {
    const std::pair first(hash_without(word, left_out), std::uint32_t{0});
    auto at = std::lower_bound(entries_.begin(), entries_.end(), first);
    for (; at != entries_.end() && at->first == first.first; ++at) {
      if (one_step_apart(words[at->second], word) && (!best || at->second < *best))
        best = at->second;
    }
  };
  probe(std::string_view::npos);
  for (std::size_t i = 0; i < word.size(); ++i) probe(i);
  return best;
}

}  // namespace crosstown
