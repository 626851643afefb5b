// One scripted answer of the city.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/config/reader.h"
#include "router/message/message.h"

namespace crosstown {

// By primary subtag in small letters ("es"); every language of the city is there.
template <class T>
using ByLanguage = std::map<std::string, T, std::less<>>;

struct ScriptedAnswer {
  std::string id;
  ByLanguage<std::string> title;
  ByLanguage<std::vector<std::string>> questions;  // ways to ask for it
  ByLanguage<std::string> text;
  std::string owner;            // the queue that looks after it
  std::optional<Time> expires;  // from then on it is not given
  std::string file{};           // where it stands
  config::Mark mark{};

  // In `language`, else in any; for an answer that was read these are never empty.
  [[nodiscard]] std::string_view title_in(std::string_view language) const;
  [[nodiscard]] std::string_view text_in(std::string_view language) const;
};

}  // namespace crosstown
