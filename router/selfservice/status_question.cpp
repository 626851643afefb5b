#include "router/selfservice/status_question.h"

#include <algorithm>
#include <array>

#include "router/answers/tokens.h"
#include "router/message/tracking.h"
#include "router/selfservice/phrases.h"

namespace crosstown {
namespace {

// Who writes more than a question has something to say.
constexpr std::size_t most_words = 14;

constexpr std::array<std::string_view, 3> status_words{"status", "estado", "estatus"};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool may_join_digits(char c) { return c == ' ' || c == '-' || c == '\n' || c == '\t'; }

// From a digit on: digits with single dashes or spaces between them.
std::string_view number_at(std::string_view text) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      end = i + 1;
    } else if (!may_join_digits(text[i]) || may_join_digits(text[i - 1])) {
      break;
    }
  }
  return text.substr(0, end);
}

struct Found {
  std::size_t at = 0;
  std::string_view text;
  std::optional<TrackingNumber> number;
};

// The first that is a tracking number, else the first of all; empty: there are no digits.
std::optional<Found> find_number(std::string_view text) {
  std::optional<Found> first;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_digit(text[i])) {
      ++i;
      continue;
    }
    const std::string_view run = number_at(text.substr(i));
    std::string flat(run);
    std::replace_if(flat.begin(), flat.end(), may_join_digits, ' ');
    Found found{i, run, parse_tracking(run)};
    if (!found.number) found.number = parse_tracking(flat);
    if (found.number) return found;
    if (!first) first = found;
    i += run.size();
  }
  return first;
}

// With its dashes, 26-0001234-9: so no house, date or telephone is written.
bool has_our_shape(std::string_view run) {
  constexpr std::size_t shortest = 12;  // seven digits between the dashes; at most nine
  if (run.size() < shortest || run.size() > shortest + 2) return false;
  for (std::size_t i = 0; i < run.size(); ++i) {
    const bool dash = i == 2 || i == run.size() - 2;
    if (dash ? run[i] != '-' : !is_digit(run[i])) return false;
  }
  return true;
}

bool is_status_word(std::string_view text) {
  return std::find(status_words.begin(), status_words.end(), text) != status_words.end();
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out.append(out.empty() ? "" : " ").append(word);
  return out;
}

}  // namespace

std::optional<Wish> status_question(std::string_view folded) {
  const auto found = find_number(folded);
  if (!found) return std::nullopt;
  const std::string before = joined(words_of(folded.substr(0, found->at)));
  const auto behind = words_of(folded.substr(found->at + found->text.size()));
  // What may be anything is a typing mistake only where nothing else is there: "status 4 Main St".
  if (!found->number && !has_our_shape(found->text)) {
    if (is_status_word(before) && behind.empty()) return AskStatusBadNumber{};
    return std::nullopt;
  }
  std::string around = before + (before.empty() || behind.empty() ? "" : " ") + joined(behind);
  const auto words = std::count(around.begin(), around.end(), ' ') + 1;
  if (words > static_cast<std::ptrdiff_t>(most_words) || phrases::complains(around))
    return std::nullopt;
  const bool asks = phrases::asks_status(around) || phrases::names_number(around);
  if (!found->number) {
    if (around.empty() || asks) return AskStatusBadNumber{};
    return std::nullopt;
  }
  const std::string tracking = to_text(*found->number);
  // Ten digits alone may as well be a phone number.
  if (around.empty() ? found->text == tracking : asks) return AskStatus{tracking};
  return std::nullopt;
}

}  // namespace crosstown
