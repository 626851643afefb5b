#include "router/places/address_finder.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "router/message/text.h"
#include "router/places/candidates.h"
#include "router/places/corner.h"
#include "router/places/street_search.h"
#include "router/places/tokens.h"

namespace crosstown::places {
namespace {

// Metres between the two houses next to a corner. Streets further apart do not meet.
constexpr double widest_corner = 150;
constexpr std::uint32_t most_numbers_away = 100;
constexpr std::size_t most_fillers = 3;
// What one text may cost: corners are dear, and a text names one or two.
constexpr std::size_t most_corners = 3;
constexpr std::size_t most_streets_at_corner = 8;

class Finder {
 public:
  Finder(const AddressBook& book, std::string_view folded, std::span<const Token> words)
      : book_(book), folded_(folded), words_(words), streets_(book, words) {}

  std::optional<FoundAddress> run() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const Token& word = words_[i];
      if (word.is(Role::number)) {
        if (auto found = at_number(i)) return found;
      } else if (word.is(joint) && !corner_) {
        corner_ = at_joint(i);
      }
    }
    return corner_ ? corner_ : nearly_;
  }

 private:
  // Empty: there is no such house. What is nearly there is remembered.
  std::optional<FoundAddress> at_number(std::size_t i) {
    if (i > 0 && words_[i - 1].is(unit)) return std::nullopt;
    if (const auto after = street_before(i)) {  // calle Main 415
      if (auto found = house(after->matches, words_[i])) return found;
    }
    if (words_[i].breaks) return std::nullopt;
    if (is_grid(i)) return at_grid(i);
    if (const auto street = streets_.from(i + 1)) {
      if (auto found = house(street->matches, words_[i])) return found;
      if (street->name.is_marked()) remember_nearly(street->matches, words_[i]);
      return std::nullopt;
    }
    return behind_fillers(i);
  }

  // Whether a street's name that begins with its type could end there.
  bool has_type(std::size_t end) const {
    const std::size_t size = std::min(end, longest_name);
    const auto near = words_.subspan(end - size, size);
    return std::any_of(near.begin(), near.end(), [](const Token& word) { return word.is(type); });
  }

  // "calle Main 415", "Main St #415".
  std::optional<NamedStreet> street_before(std::size_t i) const {
    std::size_t end = i;
    while (end > 0 && words_[end - 1].is(number_sign)) --end;
    if (end == 0 || words_[i - 1].breaks) return std::nullopt;
    const bool has_sign = end < i;
    if (!has_sign && !has_type(end)) return std::nullopt;
    auto street = streets_.until(end);
    const bool said = has_sign || (street && words_[street->begin].is(type));
    return said ? street : std::nullopt;
  }

  // "415 de la calle Main", which has to be the very house: "2 en la calle Main" counts something.
  std::optional<FoundAddress> behind_fillers(std::size_t i) const {
    std::size_t begin = i + 1;
    while (begin < words_.size() && begin <= i + most_fillers && words_[begin].is(filler)) ++begin;
    if (begin == i + 1) return std::nullopt;
    const auto street = streets_.from(begin);
    if (!street || street->name.type.empty()) return std::nullopt;
    return house(street->matches, words_[i]);
  }

  // 415 W 300 S, and 300 South 415 West: Utah's grid.
  bool is_grid(std::size_t i) const {
    return i + 3 < words_.size() && words_[i + 1].is(direction) && words_[i + 2].is(Role::number) &&
           words_[i + 3].is(direction) && !words_[i + 1].breaks && !words_[i + 2].breaks;
  }

  std::optional<FoundAddress> at_grid(std::size_t i) {
    const auto as_written = grid_street(words_[i + 1], words_[i + 2], words_[i + 3]);
    if (auto found = house(as_written, words_[i])) return found;
    const auto turned = grid_street(words_[i + 3], words_[i], words_[i + 1]);
    if (auto found = house(turned, words_[i + 2])) return found;
    if (!corner_) {
      corner_ = corner(streets_.matches(street_name(words_.subspan(i, 2))),
                       streets_.matches(street_name(words_.subspan(i + 2, 2))));
    }
    remember_nearly(as_written, words_[i]);
    remember_nearly(turned, words_[i + 2]);
    return std::nullopt;
  }

  std::vector<Match> grid_street(const Token& before, const Token& name, const Token& after) const {
    return streets_.matches(street_name(std::array{before, name, after}));
  }

  std::optional<FoundAddress> house(const std::vector<Match>& matches, const Token& number) const {
    Candidates candidates(folded_);
    for (const Match& match : matches) {
      const Street& street = book_.street(match.street);
      if (const AddressPoint* point = house_of(street, number))
        candidates.add({match.likeness.further, 0, point->at, point, &street});
    }
    return settled(candidates, Precision::address);
  }

  // With the letter that was said, else the first of that number.
  static const AddressPoint* house_of(const Street& street, const Token& number) {
    const auto first = std::lower_bound(
        street.points.begin(), street.points.end(), number.value,
        [](const AddressPoint& point, std::uint32_t value) { return point.number < value; });
    const AddressPoint* found = nullptr;
    for (auto it = first; it != street.points.end() && it->number == number.value; ++it) {
      if (it->letter == number.letter) return &*it;
      if (!found) found = &*it;
      if (it->letter > number.letter) break;
    }
    return found;
  }

  void remember_nearly(const std::vector<Match>& matches, const Token& number) {
    if (nearly_) return;
    Candidates candidates(folded_);
    for (const Match& match : matches) {
      const Street& street = book_.street(match.street);
      if (const AddressPoint* point = nearest_of(street, number.value)) {
        const double away = numbers_away(*point, number.value);
        candidates.add({match.likeness.further, away, point->at, point, &street});
      }
    }
    nearly_ = settled(candidates, Precision::street);
  }

  static std::uint32_t numbers_away(const AddressPoint& point, std::uint32_t number) {
    return point.number > number ? point.number - number : number - point.number;
  }

  static const AddressPoint* nearest_of(const Street& street, std::uint32_t number) {
    const auto after = std::lower_bound(
        street.points.begin(), street.points.end(), number,
        [](const AddressPoint& point, std::uint32_t value) { return point.number < value; });
    const AddressPoint* best = after == street.points.end() ? nullptr : &*after;
    if (after != street.points.begin()) {
      const AddressPoint& before = *std::prev(after);
      if (!best || numbers_away(before, number) <= numbers_away(*best, number)) best = &before;
    }
    return best && numbers_away(*best, number) <= most_numbers_away ? best : nullptr;
  }

  static std::optional<FoundAddress> settled(const Candidates& candidates, Precision precision) {
    const Candidate* one = candidates.only();
    if (!one) return std::nullopt;
    return FoundAddress{one->at,
                        one->point ? written_address(*one->point, *one->street)
                                   : written_corner(*one->street, *one->other),
                        precision};
  }

  std::optional<FoundAddress> at_joint(std::size_t i) {
    if (i == 0 || words_[i - 1].breaks || words_[i].breaks) return std::nullopt;
    std::size_t begin = i + 1;
    while (begin < words_.size() && begin <= i + most_fillers && words_[begin].is(filler | joint) &&
           !words_[begin].breaks) {
      ++begin;
    }
    const auto right = streets_.from(begin);
    if (!right) return std::nullopt;
    const auto left = streets_.until(i);
    if (!left || !are_streets(*left, *right)) return std::nullopt;
    return corner(left->matches, right->matches);
  }

  // And not the oak and maple in somebody's garden.
  bool are_streets(const NamedStreet& left, const NamedStreet& right) const {
    if (left.name.is_marked() || right.name.is_marked()) return true;
    for (const std::size_t i : {left.begin, right.begin}) {
      if (words_[i].is(ordinal) && words_[i].text != words_[i].canon &&
          words_[i].text.starts_with(words_[i].canon)) {
        return true;  // 5th; "the fifth and …" may be anything
      }
    }
    std::size_t before = left.begin;
    while (before > 0 && words_[before - 1].is(article)) --before;
    if (before > 0 && words_[before - 1].is(lead)) return true;
    return before == left.begin && words_[right.end - 1].ends_clause;
  }

  std::optional<FoundAddress> corner(std::span<const Match> left, std::span<const Match> right) {
    if (++corners_ > most_corners) return std::nullopt;
    left = left.first(std::min(left.size(), most_streets_at_corner));
    right = right.first(std::min(right.size(), most_streets_at_corner));
    Candidates candidates(folded_);
    for (const Match& a : left) {
      for (const Match& b : right) {
        const Street& one = book_.street(a.street);
        const Street& other = book_.street(b.street);
        const Corner met = corner_of(one.points, other.points);
        if (a.street != b.street && met.apart <= widest_corner)
          candidates.add({0, met.apart, met.at, nullptr, &one, &other});
      }
    }
    return settled(candidates, Precision::intersection);
  }

  const AddressBook& book_;
  std::string_view folded_;
  std::span<const Token> words_;
  StreetSearch streets_;
  std::optional<FoundAddress> corner_;
  std::optional<FoundAddress> nearly_;
  std::size_t corners_ = 0;
};

}  // namespace

std::optional<FoundAddress> find_address(const AddressBook& book, std::string_view text) {
  const std::string folded = fold(cut(text, longest_looked_at));
  std::vector<Token> words;
  words.reserve(folded.size() / 4 + 1);
  tokenise(folded, words);
  return Finder(book, folded, words).run();
}

}  // namespace crosstown::places
