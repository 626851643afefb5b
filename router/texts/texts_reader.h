// `texts:` of the configuration, the city's own words:
//
//   texts:
//     en: { receipt: "Thank you! We noted it as {tracking}." }
#pragma once

#include <string>
#include <vector>

#include "router/config/reader.h"
#include "router/texts/texts.h"

namespace crosstown {

// Texts that residents of a city with these languages (the first is the default) read. A language
// that Crosstown does not ship must be there whole. Mistakes become problems at their place.
[[nodiscard]] Texts read_texts(config::Section& root, const std::vector<std::string>& languages);

}  // namespace crosstown
