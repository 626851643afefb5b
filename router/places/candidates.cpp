#include "router/places/candidates.h"

#include <algorithm>

#include "router/message/text.h"
#include "router/places/corner.h"

namespace crosstown::places {
namespace {

// Metres. Two entries of one house, or the two sides of a corner, are one place.
constexpr double one_place = 300;

using Choice = std::vector<const Candidate*>;

bool is_letter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

bool has_words(std::string_view folded, std::string_view wanted) {
  for (std::size_t at = folded.find(wanted); at != std::string_view::npos;
       at = folded.find(wanted, at + 1)) {
    const std::size_t end = at + wanted.size();
    if ((at == 0 || !is_letter(folded[at - 1])) &&
        (end == folded.size() || !is_letter(folded[end]))) {
      return true;
    }
  }
  return false;
}

bool is_named(std::string_view folded, const std::string& locality) {
  return !locality.empty() && has_words(folded, fold(locality));
}

bool lie_together(const Choice& choice) {
  return std::all_of(choice.begin(), choice.end(), [&](const Candidate* one) {
    return distance(choice.front()->at, one->at) <= one_place;
  });
}

template <class Test>
Choice those(const Choice& choice, Test test) {
  Choice kept;
  std::copy_if(choice.begin(), choice.end(), std::back_inserter(kept), test);
  return kept;
}

const Candidate* nearest(const Choice& choice) {
  return *std::min_element(
      choice.begin(), choice.end(),
      [](const Candidate* a, const Candidate* b) { return a->away < b->away; });
}

}  // namespace

void Candidates::add(const Candidate& candidate) {
  if (!list_.empty() && candidate.further > list_.front().further) return;
  if (!list_.empty() && candidate.further < list_.front().further) list_.clear();
  list_.push_back(candidate);
}

const Candidate* Candidates::only() const {
  Choice all;
  for (const Candidate& one : list_) all.push_back(&one);
  if (all.empty()) return nullptr;
  if (lie_together(all)) return nearest(all);
  for (const auto locality : {&Street::zip, &Street::city}) {
    const Choice named =
        those(all, [&](const Candidate* one) { return is_named(folded_, one->street->*locality); });
    if (!named.empty() && lie_together(named)) return nearest(named);
  }
  return nullptr;
}

}  // namespace crosstown::places
