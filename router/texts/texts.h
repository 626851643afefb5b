// The catalogue of what residents read: id → language → text. Crosstown ships English and Spanish;
// a city may say any of it in its own words, or bring a language of its own whole.
#pragma once

#include <array>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "router/texts/text_id.h"

namespace crosstown {

// A value for each placeholder.
using TextValues = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// Immutable once the configuration is read; then shared by all threads.
class Texts {
 public:
  // What ships.
  Texts();

  // From now on; `language` is a primary subtag in small letters. Check the text first
  // (template_mistake).
  void put(const std::string& language, TextId id, std::string text);
  // What is read where the wanted language has nothing; "en" until said.
  void set_fallback(std::string language) { fallback_ = std::move(language); }

  // Of `language` (BCP 47; only its primary subtag counts), else of the fallback, else English.
  [[nodiscard]] std::string_view text(std::string_view language, TextId id) const;
  // The same, filled in. What a value holds is never looked at again.
  [[nodiscard]] std::string filled(std::string_view language, TextId id, TextValues values) const;

  // Ids that `language` has no text for; all of them for one that is not known. Those that are
  // only spoken may be missing.
  [[nodiscard]] std::vector<TextId> missing(std::string_view language) const;

 private:
  using Language = std::array<std::string, text_count>;
  [[nodiscard]] const Language* find(std::string_view language) const;

  std::map<std::string, Language, std::less<>> languages_;
  std::string fallback_ = "en";
};

// Why a city's own text cannot stand for `id`: a placeholder that it does not have or lacks, a
// brace that is not closed, nothing at all. Empty: it can. A sentence for the operator.
[[nodiscard]] std::optional<std::string> template_mistake(TextId id, std::string_view text);

// "es-MX" → "es"
[[nodiscard]] std::string primary_subtag(std::string_view language);

}  // namespace crosstown
