#include "router/texts/texts.h"

#include <fmt/format.h>

#include <algorithm>

#include "router/texts/shipped.h"

namespace crosstown {
namespace {

// The name of the placeholder that `text` begins with, without its braces; empty: it begins with
// none that is closed.
std::string_view leading_placeholder(std::string_view text) {
  if (!text.starts_with('{')) return {};
  const auto end = text.find('}');
  return end == std::string_view::npos ? std::string_view() : text.substr(1, end - 1);
}

std::string in_braces(std::string_view name) { return fmt::format("{{{}}}", name); }

// "{tracking} and {number}"
std::string allowed_of(const TextKind& kind) {
  std::string out;
  for (const auto name : kind.placeholders) {
    if (!name.empty()) out += (out.empty() ? "" : ", ") + in_braces(name);
  }
  return out.empty() ? "none" : out;
}

}  // namespace

Texts::Texts() {
  for (const ShippedLanguage& shipped : shipped_languages()) {
    Language& language = languages_[std::string(shipped.tag)];
    std::copy(shipped.texts.begin(), shipped.texts.end(), language.begin());
  }
}

void Texts::put(const std::string& language, TextId id, std::string text) {
  languages_[language][static_cast<std::size_t>(id)] = std::move(text);
}

const Texts::Language* Texts::find(std::string_view language) const {
  const auto found = languages_.find(primary_subtag(language));
  return found == languages_.end() ? nullptr : &found->second;
}

std::string_view Texts::text(std::string_view language, TextId id) const {
  for (const std::string_view wanted : {language, std::string_view(fallback_)}) {
    const Language* texts = find(wanted);
    if (texts && !(*texts)[static_cast<std::size_t>(id)].empty())
      return (*texts)[static_cast<std::size_t>(id)];
  }
  return shipped_languages().front().texts[static_cast<std::size_t>(id)];
}

std::string Texts::filled(std::string_view language, TextId id, TextValues values) const {
  std::string_view rest = text(language, id);
  std::string out;
  while (!rest.empty()) {
    const auto name = leading_placeholder(rest);
    const auto* const value =
        std::find_if(values.begin(), values.end(), [&](const auto& v) { return v.first == name; });
    if (value != values.end()) {
      out += value->second;
      rest.remove_prefix(name.size() + 2);
      continue;
    }
    const auto next = std::min(rest.find('{', 1), rest.size());
    out += rest.substr(0, next);
    rest.remove_prefix(next);
  }
  return out;
}

std::vector<TextId> Texts::missing(std::string_view language) const {
  const Language* texts = find(language);
  std::vector<TextId> ids;
  for (std::size_t i = 0; i < text_count; ++i) {
    const auto id = static_cast<TextId>(i);
    if (kind_of(id).spoken) continue;
    if (!texts || (*texts)[i].empty()) ids.push_back(id);
  }
  return ids;
}

std::optional<std::string> template_mistake(TextId id, std::string_view text) {
  const TextKind& kind = kind_of(id);
  if (text.empty()) return fmt::format("the text \"{}\" is empty", kind.name);
  std::array<bool, std::tuple_size_v<decltype(kind.placeholders)>> seen{};
  while (!text.empty()) {
    const auto brace = text.find_first_of("{}");
    if (brace == std::string_view::npos) break;
    text.remove_prefix(brace);
    const auto name = leading_placeholder(text);
    if (name.empty())
      return fmt::format("a brace stands for a placeholder only; \"{}\" may have {}", kind.name,
                         allowed_of(kind));
    const auto* const known = std::find(kind.placeholders.begin(), kind.placeholders.end(), name);
    if (known == kind.placeholders.end()) {
      return fmt::format("\"{}\" has no placeholder {}; it may have {}", kind.name, in_braces(name),
                         allowed_of(kind));
    }
    seen[static_cast<std::size_t>(known - kind.placeholders.begin())] = true;
    text.remove_prefix(name.size() + 2);
  }
  for (std::size_t i = 0; i < kind.required; ++i) {
    if (!seen[i])
      return fmt::format("\"{}\" must hold {}", kind.name, in_braces(kind.placeholders[i]));
  }
  return std::nullopt;
}

std::string primary_subtag(std::string_view language) {
  std::string tag(language.substr(0, language.find_first_of("-_")));
  for (char& c : tag) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 0x20);
  }
  return tag;
}

}  // namespace crosstown
