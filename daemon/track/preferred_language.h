// Which of the city's languages a browser's user reads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crosstown {

// `wanted`: what the address asks for, which counts first; `accepted`: the Accept-Language header
// (RFC 9110 section 12.5.4), matched by primary subtags. `languages`: BCP 47, the default first.
[[nodiscard]] const std::string& preferred_language(std::string_view wanted,
                                                    std::string_view accepted,
                                                    const std::vector<std::string>& languages);

}  // namespace crosstown
