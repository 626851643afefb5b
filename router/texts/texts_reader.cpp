#include "router/texts/texts_reader.h"

#include <fmt/format.h>

#include "router/message/text.h"

namespace crosstown {
namespace {

// Bytes; ten text messages.
constexpr std::size_t longest_text = 1600;

void read_one(const config::Value& value, const std::string& language, TextId id, Texts& texts) {
  const std::string text = value.text();
  if (!value.is_scalar()) return;
  if (text.size() > longest_text)
    return value.problem(fmt::format("a text has at most {} bytes", longest_text));
  // Some begin with a space: they follow another.
  const std::string bare = text.substr(std::min(text.find_first_not_of(' '), text.size()));
  if (clean(bare) != bare)
    return value.problem("a text holds no control characters and does not end with a space");
  if (auto mistake = template_mistake(id, text)) return value.problem(std::move(*mistake));
  texts.put(language, id, text);
}

void read_language(config::Section section, const std::string& language, Texts& texts) {
  for (std::size_t i = 0; i < text_count; ++i) {
    const auto id = static_cast<TextId>(i);
    if (const auto value = section.find(kind_of(id).name)) read_one(*value, language, id, texts);
  }
  section.finish();
}

}  // namespace

Texts read_texts(config::Section& root, const std::vector<std::string>& languages) {
  Texts texts;
  config::Section section = root.section("texts");
  for (const std::string& tag : languages) {
    const std::string language = primary_subtag(tag);
    const bool given = section.has(language);
    if (given) read_language(section.section(language), language, texts);
    const auto missing = texts.missing(language);
    if (!given || missing.empty()) continue;  // what does not ship is told at city.languages
    section.problem_at(language,
                       fmt::format("texts.{}: {} is missing; \"{}\" does not come with Crosstown, "
                                   "so all its texts must stand here",
                                   language, kind_of(missing.front()).name, language));
  }
  section.finish();
  if (!languages.empty()) texts.set_fallback(languages.front());
  return texts;
}

}  // namespace crosstown
