// Every fact that rules ask about, each once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "router/rules/rule.h"

namespace crosstown {

// Facts get their numbers as they come; number_for_good() puts those of text first.
class FactTable {
 public:
  FactNumber add(Field field, std::string subject, std::string value);

  // A text entry by the way it was written, if it has been added already.
  [[nodiscard]] std::optional<FactNumber> find_text(const std::string& written) const;
  // The same words written otherwise are the same fact.
  FactNumber add_text(const std::string& written, Pattern pattern);

  // Moves facts and patterns into the set and renumbers the conditions of its rules.
  void number_for_good(RuleSet& set);

 private:
  std::vector<Fact> texts_;
  std::vector<Fact> others_;
  std::vector<Pattern> patterns_;
  std::map<std::string, FactNumber, std::less<>> texts_by_writing_;
  std::map<std::pair<bool, std::string>, FactNumber> texts_by_meaning_;
  std::map<std::tuple<Field, std::string, std::string>, FactNumber> others_by_meaning_;
};

}  // namespace crosstown
