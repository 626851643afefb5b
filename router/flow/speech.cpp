// What the caller said.
#include <algorithm>
#include <array>

#include "router/flow/walk.h"
#include "router/message/text.h"
#include "router/selfservice/wish.h"

namespace crosstown::flow {
namespace {

constexpr std::size_t longest_words = 1000;
constexpr std::size_t longest_heard = 50;  // of what is asked back
constexpr std::array<std::string_view, 7> yes_words{"yes",     "yeah",  "yep",     "si",
                                                    "correct", "right", "correcto"};
constexpr std::array<std::string_view, 2> no_words{"no", "nope"};

// Whether `word` stands in `words` as a whole word or words; both folded.
bool holds(std::string_view words, std::string_view word) {
  const auto is_letter = [&](std::size_t at) {
    if (at >= words.size()) return false;
    const auto c = static_cast<unsigned char>(words[at]);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
  };
  for (std::size_t at = words.find(word); at != std::string_view::npos && !word.empty();
       at = words.find(word, at + 1)) {
    if ((at == 0 || !is_letter(at - 1)) && !is_letter(at + word.size())) return true;
  }
  return false;
}

constexpr std::array<std::pair<std::string_view, char>, 22> spelled{{
    {"zero", '0'},  {"oh", '0'},   {"one", '1'},   {"two", '2'},    {"three", '3'}, {"four", '4'},
    {"five", '5'},  {"six", '6'},  {"seven", '7'}, {"eight", '8'},  {"nine", '9'},  {"cero", '0'},
    {"uno", '1'},   {"dos", '2'},  {"tres", '3'},  {"cuatro", '4'}, {"cinco", '5'}, {"seis", '6'},
    {"siete", '7'}, {"ocho", '8'}, {"nueve", '9'}, {"un", '1'},
}};

// Recognisers write some digits as words. `folded`: see fold().
std::string spelled_digits(std::string_view folded) {
  std::string digits;
  while (!folded.empty()) {
    const std::size_t end = std::min(folded.find_first_of(" ,.-"), folded.size());
    const std::string_view word = folded.substr(0, end);
    for (const auto& [name, digit] : spelled) {
      if (name == word) digits += digit;
    }
    folded.remove_prefix(std::min(end + 1, folded.size()));
  }
  return digits;
}

template <class List>
bool holds_any(std::string_view words, const List& list) {
  return std::any_of(list.begin(), list.end(),
                     [&](std::string_view word) { return holds(words, word); });
}

}  // namespace

// Words came, and nothing in them.
Step Walk::unheard() {
  const FlowStep* const at = step();
  return waits(at->kind) || at->speech ? miss(TextId::voice_not_understood) : repeat();
}

// A key of the step, or the id of an answer; empty: nothing that fits.
std::optional<std::string> Walk::meaning(const FlowStep& at, const std::string& words) const {
  const std::string folded = fold(words);
  const std::string language = primary_subtag(reply_.state.language);
  const bool offers = at.kind == Kind::callback || reply_.state.phase == "heard";
  for (const auto& [key, lists] : at.words) {
    for (const auto& [of, list] : lists) {
      if (of != language && at.kind != Kind::language) continue;
      if (holds_any(folded, list)) return std::string(1, key);
    }
  }
  if (offers && holds_any(folded, no_words)) return "2";
  if (offers && holds_any(folded, yes_words)) return "1";
  const auto wish = wish_of(message("Spoken", words));
  if (wish && std::holds_alternative<WantPerson>(*wish)) return "0";
  const std::string digits = digits_of(words);
  const bool digits_alone =
      !digits.empty() && folded.find_first_not_of("0123456789 -.,") == std::string::npos;
  if (at.kind == Kind::status) {
    const std::string number = digits.empty() ? spelled_digits(folded) : digits;
    if (!number.empty()) return number;
  }
  if (digits_alone) return digits;
  if (at.kind != Kind::answer && !at.book) return std::nullopt;
  const auto matches = desk_.city.service.answers.search(words, reply_.state.language, now_);
  if (matches.empty() || matches.front().confidence != Confidence::confident) return std::nullopt;
  return matches.front().answer->id;
}

Step Walk::mean(const FlowStep& at, const std::string& meant) {
  if (digits_of(meant) == meant) return pressed_at(at, meant);
  if (!tell_answer(meant)) return miss(TextId::voice_not_understood);
  note_choice(at.name, meant);
  return enter(at.next);
}

Step Walk::understood(const FlowStep& at, const Spoke& event, const std::string& words) {
  if (event.confidence && *event.confidence < least_confidence)
    return miss(TextId::voice_not_understood);
  const auto meant = meaning(at, words);
  if (state().phase == "heard") return confirmed(at, meant == "1");
  if (!meant) return miss(TextId::voice_not_understood);
  const bool guarded = at.kind == Kind::language || at.kind == Kind::status;
  const bool sure = guarded || (event.confidence && *event.confidence >= sure_confidence);
  if (sure) return mean(at, *meant);
  state().phase = "heard";
  state().pending = *meant + ' ' + std::string(cut(words, longest_heard));
  return present(at);
}

bool Walk::is_emergency(const Spoke& event) const {
  if (event.confidence && *event.confidence < emergency_confidence) return false;
  Message heard = message("Spoken", clean(std::string(cut(clean(event.text), longest_words))));
  heard.intent.reset();  // its slots are our own names of steps and answers, like "fire-permit"
  return desk_.city.emergency && desk_.city.emergency->tripwire->check(heard);
}

Step Walk::spoke(const Spoke& event) {
  const std::string words = clean(std::string(cut(clean(event.text), longest_words)));
  if (words.empty()) return state().phase == flood_phase || !step() ? pressed({}) : unheard();
  Message heard = message("Spoken", words);
  if (is_emergency(event)) {
    heard.intent->name = "Emergency";
    return keep(std::move(heard), WantKept::For::emergency, Priority::urgent);
  }
  if (state().phase == flood_phase) return flooded({});
  const FlowStep* const at = step();
  if (!at) return enter(desk_.flow.start);
  if (!waits(at->kind) && !at->speech) return repeat();
  return understood(*at, event, words);
}

}  // namespace crosstown::flow
