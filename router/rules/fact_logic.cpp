#include "router/rules/fact_logic.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace crosstown {
namespace {

constexpr std::size_t max_words = 16;

// Facts of one field by their value; of phrases by their words.
using Values = std::map<std::string, FactNumber, std::less<>>;

// Between two words of a phrase is a border, so a part of it made of whole words matches wherever
// the phrase does.
void add_phrases_inside(const std::vector<std::string>& words, const Values& phrases,
                        std::vector<FactNumber>& out) {
  if (words.size() > max_words) return;
  for (std::size_t first = 0; first < words.size(); ++first) {
    std::string phrase;
    for (std::size_t last = first; last < words.size(); ++last) {
      phrase += (last == first ? "" : " ") + words[last];
      const auto found = phrases.find(phrase);
      if (found != phrases.end()) out.push_back(found->second);
    }
  }
}

void add_if_known(const Values& values, const std::string& value, std::vector<FactNumber>& out) {
  const auto found = values.find(value);
  if (found != values.end()) out.push_back(found->second);
}

// `from`: "+1801*" is also "+1*"; "ann@x.example" also "*@x.example" and "ann@*".
void add_wider_addresses(std::string_view address, const Values& addresses,
                         std::vector<FactNumber>& out) {
  const bool beginning = address.ends_with('*');
  const bool end = address.starts_with('*');
  const std::string bare(end         ? address.substr(1)
                         : beginning ? address.substr(0, address.size() - 1)
                                     : address);
  for (std::size_t size = 1; !end && size <= bare.size(); ++size)
    add_if_known(addresses, bare.substr(0, size) + "*", out);
  for (std::size_t size = 1; !beginning && size <= bare.size(); ++size)
    add_if_known(addresses, "*" + bare.substr(bare.size() - size), out);
}

void add_wider_languages(std::string_view tag, const Values& languages,
                         std::vector<FactNumber>& out) {
  for (auto dash = tag.rfind('-'); dash != std::string_view::npos; dash = tag.rfind('-')) {
    tag = tag.substr(0, dash);
    add_if_known(languages, std::string(tag), out);
  }
}

bool addresses_differ(std::string_view a, std::string_view b) {
  if (a.starts_with('*')) std::swap(a, b);
  if (b.starts_with('*')) {  // the end of an address
    const auto end = b.substr(1);
    if (a.starts_with('*')) return !a.ends_with(end) && !b.ends_with(a.substr(1));
    return !a.ends_with('*') && !a.ends_with(end);
  }
  if (b.ends_with('*')) std::swap(a, b);
  if (!a.ends_with('*')) return a != b;
  a.remove_suffix(1);
  if (!b.ends_with('*')) return !b.starts_with(a);
  b.remove_suffix(1);
  return !a.starts_with(b) && !b.starts_with(a);
}

bool languages_differ(const std::string& a, const std::string& b) {
  return a != b && !a.starts_with(b + "-") && !b.starts_with(a + "-");
}

}  // namespace

std::vector<std::vector<FactNumber>> implied_facts(const RuleSet& set) {
  Values phrases, addresses, languages;
  const auto joined = [](const std::vector<std::string>& words) {
    std::string phrase;
    for (const auto& word : words) phrase += (phrase.empty() ? "" : " ") + word;
    return phrase;
  };
  for (std::size_t i = 0; i < set.facts.size(); ++i) {
    const auto number = static_cast<FactNumber>(i);
    const Fact& fact = set.facts[i];
    if (fact.field == Field::text && !set.patterns[i].words.empty())
      phrases.emplace(joined(set.patterns[i].words), number);
    if (fact.field == Field::from) addresses.emplace(fact.value, number);
    if (fact.field == Field::language) languages.emplace(fact.value, number);
  }
  std::vector<std::vector<FactNumber>> implied(set.facts.size());
  for (std::size_t i = 0; i < set.facts.size(); ++i) {
    const Fact& fact = set.facts[i];
    implied[i].push_back(static_cast<FactNumber>(i));
    if (fact.field == Field::text) add_phrases_inside(set.patterns[i].words, phrases, implied[i]);
    if (fact.field == Field::from) add_wider_addresses(fact.value, addresses, implied[i]);
    if (fact.field == Field::language) add_wider_languages(fact.value, languages, implied[i]);
  }
  return implied;
}

bool incompatible(const Fact& a, const Fact& b) {
  if (a.field != b.field || a.subject != b.subject) return false;
  switch (a.field) {
    case Field::channel:
    case Field::medium:
    case Field::to:
    case Field::type:
    case Field::intent:
    case Field::area: return a.value != b.value;
    case Field::from: return addresses_differ(a.value, b.value);
    case Field::language: return languages_differ(a.value, b.value);
    case Field::slot:  // a provider may fill one twice
    case Field::hours:
    case Field::text: return false;
  }
  return false;
}

}  // namespace crosstown
