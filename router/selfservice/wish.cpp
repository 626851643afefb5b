#include "router/selfservice/wish.h"

#include "router/answers/tokens.h"
#include "router/message/text.h"
#include "router/selfservice/about_requests.h"
#include "router/selfservice/phrases.h"
#include "router/selfservice/status_question.h"

namespace crosstown {
namespace {

// Longer than any of these wishes is written; spares folding long texts.
constexpr std::size_t longest = 160;
// "please stop texting me about the pothole you never fixed at …" says more than STOP.
constexpr std::size_t most_opt_out_words = 9;
constexpr std::size_t most_person_words = 12;

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out.append(out.empty() ? "" : " ").append(word);
  return out;
}

std::optional<Wish> about_texting(std::string_view text, std::size_t words) {
  if (phrases::is_opt_out(text)) return WantOptOut{};
  if (phrases::is_opt_in(text)) return WantOptIn{};
  if (words <= most_opt_out_words && phrases::wants_opt_out(text)) return WantOptOut{true};
  return std::nullopt;
}

}  // namespace

std::optional<Wish> wish_of(const Message& message) {
  if (message.text.empty() || message.text.size() > longest) return std::nullopt;
  const std::string folded = fold(message.text);
  const auto words = words_of(folded);
  const std::string text = joined(words);
  if (message.medium == Medium::sms) {
    if (auto wish = about_texting(text, words.size())) return wish;
  }
  if (!message.attachments.empty()) return std::nullopt;
  if (auto wish = status_question(folded)) return wish;
  if (about_requests::is_list(text)) return AskList{};
  if (about_requests::is_anew(text)) return WantAnew{};
  if (about_requests::is_close(text, folded)) return WantClosed{};
  if (phrases::is_help(text)) return AskHelp{};
  if (phrases::is_hours(text)) return AskHours{};
  if (phrases::is_person(text)) return WantPerson{};
  if (words.size() <= most_person_words && phrases::wants_person(text)) return WantPerson{};
  if (phrases::is_greeting(text)) return Greeting{};
  return std::nullopt;
}

}  // namespace crosstown
