// `types:`: what residents read for the types that rules give to requests.
#include <fmt/format.h>

#include <algorithm>

#include "daemon/config/fields.h"
#include "daemon/config/sections.h"

namespace crosstown {
namespace {

std::string warning_of(const std::string& type, const std::vector<std::string>& given) {
  const std::string_view meant = config::nearest(type, given);
  return fmt::format("warning: types.{}: no rule gives this type{}", type,
                     meant.empty() ? "" : fmt::format("; did you mean \"{}\"?", meant));
}

}  // namespace

// A program of the city may give a request any type, so one that no rule gives is not wrong.
TypesConfig read_types(config::Section& root, const std::vector<std::string>& languages,
                       const std::vector<std::string>& given) {
  TypesConfig types;
  for (const auto& [type, value] : root.section("types").named_entries()) {
    types.names[type] = read_titles(value, languages);
    if (std::find(given.begin(), given.end(), type) == given.end())
      types.warnings.push_back({{}, value.mark(), warning_of(type, given)});
  }
  return types;
}

}  // namespace crosstown
