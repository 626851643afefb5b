#include "router/places/address_book.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "router/message/text.h"

namespace crosstown::places {
namespace {

constexpr std::uint32_t no_street = std::numeric_limits<std::uint32_t>::max();

// "Main St Apt 4" without its end: how many words are left.
std::size_t words_before_unit(const std::vector<Token>& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i].is(unit) || words[i].text == "#") return i;
  }
  return words.size();
}

// Of `text` as much as becomes `size` folded bytes; folding may have made it shorter.
std::string_view until_folded(std::string_view text, std::size_t size) {
  std::size_t bytes = size;
  while (bytes < text.size() && fold(cut(text, bytes)).size() < size) ++bytes;
  const std::string_view kept = cut(text, bytes);
  return kept.substr(0, kept.find_last_not_of(" ,") + 1);
}

// Behind the street.
std::string locality_of(const Street& street) {
  if (street.city.empty() && street.zip.empty()) return {};
  return ", " + street.city + (street.city.empty() || street.zip.empty() ? "" : " ") + street.zip;
}

}  // namespace

bool AddressBook::add(std::string_view number, std::string_view street, std::string_view city,
                      std::string_view zip, const Position& at) {
  std::vector<Token> tokens;
  const std::string folded = fold(number);
  tokenise(folded, tokens);
  if (tokens.empty() || !tokens.front().is(Role::number)) return false;
  const std::uint32_t id = street_id(street, city, zip);
  if (id == no_street) return false;
  streets_[id].points.push_back({at, tokens.front().value, tokens.front().letter});
  bounds_.add(at);
  ++size_;
  return true;
}

std::uint32_t AddressBook::street_id(std::string_view street, std::string_view city,
                                     std::string_view zip) {
  key_.assign(street).append(1, '\n').append(city).append(1, '\n').append(zip);
  if (const auto known = written_.find(key_); known != written_.end()) return known->second;
  std::vector<Token> tokens;
  const std::string folded = fold(street);
  tokenise(folded, tokens);
  const std::size_t kept = words_before_unit(tokens);
  if (kept < tokens.size()) {
    const auto begin = static_cast<std::size_t>(tokens[kept].text.data() - folded.data());
    street = until_folded(street, begin);
  }
  const std::span<const Token> words = std::span(tokens).first(kept);
  std::uint32_t id = no_street;
  if (!words.empty() && words.size() <= longest_name) {
    id = static_cast<std::uint32_t>(streets_.size());
    Street& made = streets_.emplace_back();
    made.name = street_name(words);
    made.written = street;
    made.city = city;
    made.zip = zip;
    by_core_[made.name.core].push_back(id);
  }
  written_.emplace(key_, id);
  return id;
}

void AddressBook::sort() {
  written_ = {};
  for (Street& street : streets_) {
    std::stable_sort(street.points.begin(), street.points.end(),
                     [](const AddressPoint& a, const AddressPoint& b) {
                       return std::tie(a.number, a.letter) < std::tie(b.number, b.letter);
                     });
  }
}

std::span<const std::uint32_t> AddressBook::streets_called(const std::string& core) const {
  const auto found = by_core_.find(core);
  return found == by_core_.end() ? std::span<const std::uint32_t>() : found->second;
}

std::string written_address(const AddressPoint& point, const Street& street) {
  std::string text = std::to_string(point.number);
  if (point.letter != 0) text += static_cast<char>(point.letter - 'a' + 'A');
  return text + ' ' + street.written + locality_of(street);
}

std::string written_corner(const Street& street, const Street& other) {
  return street.written + " & " + other.written + locality_of(street);
}

}  // namespace crosstown::places
