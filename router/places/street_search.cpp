#include "router/places/street_search.h"

#include <algorithm>

namespace crosstown::places {
namespace {

// Of one name: a city has a few (N Main, S Main, Main Ave), and each costs time.
constexpr std::size_t most_matches = 12;

}  // namespace

// No name goes on there.
bool StreetSearch::is_border(std::size_t before) const {
  const Token& last = words_[before - 1];
  const bool says_this = last.ends_clause && words_[before].text == "este";  // not east
  return last.breaks || says_this;
}

std::optional<NamedStreet> StreetSearch::from(std::size_t begin) const {
  if (begin >= words_.size()) return std::nullopt;
  std::size_t end = begin + 1;
  while (end < words_.size() && end < begin + longest_name && !is_border(end)) ++end;
  NamedStreet found;
  auto reading = Reading::unknown;
  for (; end > begin && reading == Reading::unknown; --end) reading = read(begin, end, found);
  return reading == Reading::found ? std::optional(std::move(found)) : std::nullopt;
}

std::optional<NamedStreet> StreetSearch::until(std::size_t end) const {
  if (end == 0) return std::nullopt;
  std::size_t begin = end - 1;
  while (begin > 0 && end - begin < longest_name && !is_border(begin)) --begin;
  NamedStreet found;
  auto reading = Reading::unknown;
  for (; begin < end && reading == Reading::unknown; ++begin) reading = read(begin, end, found);
  return reading == Reading::found ? std::optional(std::move(found)) : std::nullopt;
}

StreetSearch::Reading StreetSearch::read(std::size_t begin, std::size_t end,
                                         NamedStreet& found) const {
  StreetName name = street_name(words_.subspan(begin, end - begin));
  if (book_.streets_called(name.core).empty()) return Reading::unknown;
  if (name.is_number && !name.is_marked()) return Reading::unknown;  // 5 and 10
  found = {begin, end, std::move(name), {}};
  found.matches = matches(found.name);
  if (found.matches.empty() || means_a_thing(found.name, end)) return Reading::another;
  return Reading::found;
}

std::vector<Match> StreetSearch::matches(const StreetName& name) const {
  std::vector<Match> found;
  for (const std::uint32_t id : book_.streets_called(name.core)) {
    const auto like = likeness(name, book_.street(id).name);
    if (!like) continue;
    if (!found.empty() && like->missed < found.front().likeness.missed) found.clear();
    const bool as_good = found.empty() || like->missed == found.front().likeness.missed;
    if (as_good && found.size() < most_matches) found.push_back({id, *like});
  }
  return found;
}

// "2 oak trees", "the main break".
bool StreetSearch::means_a_thing(const StreetName& name, std::size_t end) const {
  return !name.is_marked() && end < words_.size() && words_[end].is(thing);
}

}  // namespace crosstown::places
