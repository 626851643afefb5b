// The language a message is written in, judged from what there is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crosstown {

struct WordVote;

struct Judged {
  enum class By { declared, detected, earlier, words, default_ };
  std::string language;  // BCP 47
  By by = By::default_;
};

// "declared", "detected", "earlier", "words", "default"
[[nodiscard]] std::string_view to_text(Judged::By by);

// Immutable; shared by all threads.
class LanguageJudge {
 public:
  // `languages`: the city's, the first is the default; never empty.
  explicit LanguageJudge(std::vector<std::string> languages);

  // The first of these that says anything:
  //   declared  what the adapter was told (BCP 47; empty: nothing), whatever language it is
  //   detected  when the text has enough letters: by its words, when they are clearly of one
  //             language and every language of the city has such words; else by cld2, when it is
  //             sure of one of the city's
  //   earlier   the conversation's language up to now (empty: none), when it is one of the city's
  //   words     of one of the city's languages alone: hola, bache, please; ¿, ¡ and ñ
  //   default   the city's
  // `text` must be valid UTF-8. Reads at most its first 4 KiB (docs/routing.md has what it costs).
  [[nodiscard]] Judged judge(std::string_view declared, std::string_view text,
                             std::string_view earlier) const;

 private:
  // The city's language with that primary subtag; empty: it has none.
  [[nodiscard]] std::string of_the_city(std::string_view language) const;
  [[nodiscard]] std::string detected(std::string_view text, const WordVote& vote) const;
  [[nodiscard]] std::string by_cld2(std::string_view text) const;

  std::vector<std::string> languages_;
  bool words_decide_;
};

}  // namespace crosstown
