// What is said, as the configuration has it: by language, or one text where the city has one.
#pragma once

#include <string>
#include <vector>

#include "router/config/reader.h"
#include "router/flow/flow.h"

namespace crosstown::flow {

// `languages`: BCP 47; each must be there.
[[nodiscard]] Prompt read_prompt(const config::Value& value,
                                 const std::vector<std::string>& languages);

// { en: [status, check], es: estado }
[[nodiscard]] std::map<std::string, std::vector<std::string>, std::less<>> read_word_lists(
    const config::Value& value, const std::vector<std::string>& languages);

}  // namespace crosstown::flow
