#include "router/flow/prompt_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "router/message/text.h"
#include "router/texts/texts.h"

namespace crosstown::flow {
namespace {

// A minute of speech; longer ones nobody listens to.
constexpr std::size_t longest = 1000;
constexpr std::array<std::string_view, 5> placeholders{"city", "hours", "now", "number",
                                                       "tracking"};

void check_braces(const config::Value& value, std::string_view words) {
  for (std::size_t at = words.find_first_of("{}"); at != std::string_view::npos;
       at = words.find_first_of("{}", at)) {
    const std::size_t end = words.find('}', at);
    const auto name = words.substr(at + 1, end == std::string_view::npos ? 0 : end - at - 1);
    if (words[at] == '}' ||
        std::find(placeholders.begin(), placeholders.end(), name) == placeholders.end()) {
      value.problem(
          "a brace stands for a placeholder only; a prompt may have {city}, {hours}, {now}, "
          "{number}, "
          "{tracking}");
      return;
    }
    at = end + 1;
  }
}

std::string read_words(const config::Value& value) {
  std::string words = value.text();
  if (words.empty() || words != clean(words))
    value.problem("what is said must be one line of text");
  if (words.size() > longest)
    value.problem(fmt::format("at most {} bytes can be said at once", longest));
  check_braces(value, words);
  return words;
}

}  // namespace

Prompt read_prompt(const config::Value& value, const std::vector<std::string>& languages) {
  Prompt prompt;
  if (value.is_scalar() && languages.size() == 1) {
    prompt.words[primary_subtag(languages.front())] = read_words(value);
    return prompt;
  }
  if (!value.is_map()) {
    value.problem("must be said in each language of the city: { en: …, es: … }");
    return prompt;
  }
  config::Section section = value.section();
  for (const std::string& language : languages) {
    const auto words = section.require(language);
    if (words) prompt.words[primary_subtag(language)] = read_words(*words);
  }
  section.finish();
  return prompt;
}

std::map<std::string, std::vector<std::string>, std::less<>> read_word_lists(
    const config::Value& value, const std::vector<std::string>& languages) {
  std::map<std::string, std::vector<std::string>, std::less<>> lists;
  config::Section section = value.section();
  for (const std::string& language : languages) {
    for (const std::string& word : section.texts(language))
      lists[primary_subtag(language)].push_back(fold(word));
  }
  section.finish();
  return lists;
}

}  // namespace crosstown::flow
