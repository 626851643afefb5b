// Which facts hold of a message, but those of text: one lookup for each field that any rule asks
// about, however many values the rules name.
#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "router/message/message.h"
#include "router/rules/bit_set.h"
#include "router/rules/circumstances.h"
#include "router/rules/rule.h"

namespace crosstown {

// Immutable; shared by all threads.
class FactIndex {
 public:
  explicit FactIndex(const RuleSet& set);

  // Adds the facts that hold. May take memory for long addresses, and for slots and areas that
  // rules ask about.
  void find(const Message& message, const Circumstances& circumstances, BitSet& facts) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  using Numbers = std::unordered_map<std::string, FactNumber, Hash, std::equal_to<>>;

  void add(const Fact& fact, FactNumber number, const RuleSet& set);
  void find_address(std::string_view address, BitSet& facts) const;
  void find_intent(const Message& message, BitSet& facts) const;
  void find_areas(const Circumstances& circumstances, BitSet& facts) const;

  static constexpr std::size_t fields = static_cast<std::size_t>(Field::text) + 1;
  std::array<Numbers, fields> by_field_;  // of those with a subject: subject, 0, value
  // Of `from`, without the star; and how long they are: each length is one lookup.
  Numbers beginnings_;
  Numbers ends_;
  std::set<std::size_t> beginning_sizes_;
  std::set<std::size_t> end_sizes_;
  std::vector<std::pair<std::size_t, FactNumber>> open_calendars_;
};

}  // namespace crosstown
