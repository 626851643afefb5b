#include "router/places/tokens.h"

#include <algorithm>

namespace crosstown::places {
namespace {

constexpr std::size_t longest_number = 6;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Letters of any script; folding has left ASCII in lower case.
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// 5th, 1st, 22nd; 1ra, 2da, 3er, 4to, 5ta, 6to, 7ma, 8va, 9na, 5a.
bool ends_ordinal(std::string_view letters) {
  static constexpr std::string_view endings[] = {"st", "nd", "rd", "th", "ra", "ro",
                                                 "er", "da", "do", "ta", "to", "ma",
                                                 "mo", "va", "vo", "na", "no"};
  return std::find(std::begin(endings), std::end(endings), letters) != std::end(endings);
}

bool is_compass(char c) { return c == 'n' || c == 's' || c == 'e' || c == 'w'; }

class Tokeniser {
 public:
  Tokeniser(std::string_view text, std::vector<Token>& out) : text_(text), out_(out) {}

  void run() {
    out_.clear();
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (is_word(c))
        word();
      else
        mark(c);
    }
    if (!out_.empty()) out_.back().ends_clause = true;
  }

 private:
  void word() {
    const std::size_t begin = at_;
    // An apostrophe is left where it is: "o'neil" is one word.
    while (at_ < text_.size() &&
           (is_word(text_[at_]) ||
            (text_[at_] == '\'' && at_ + 1 < text_.size() && is_word(text_[at_ + 1])))) {
      ++at_;
    }
    const std::string_view found = text_.substr(begin, at_ - begin);
    if (is_digit(found[0]))
      number_or_name(found);
    else
      name(found);
  }

  void name(std::string_view found) {
    const Meaning meaning = meaning_of(found);
    out_.push_back({found, meaning.canon.empty() ? found : meaning.canon, meaning.roles});
  }

  void number_or_name(std::string_view found) {
    const auto letter = std::find_if_not(found.begin(), found.end(), is_digit);
    const auto size = static_cast<std::size_t>(letter - found.begin());
    std::string_view digits = found.substr(0, size);
    const std::string_view rest = found.substr(size);
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), size - 1));
    const bool is_short = digits.size() <= longest_number;
    if (is_short && rest.size() == 1 && is_compass(rest[0])) {
      number(found.substr(0, size), digits, 0);
      name(rest);
    } else if (is_short && rest.size() <= 1) {
      number(found, digits, rest.empty() ? '\0' : rest[0]);
    } else if (is_short && ends_ordinal(rest)) {
      out_.push_back({found, digits, ordinal});
    } else {
      out_.push_back({found, found});
    }
  }

  void number(std::string_view written, std::string_view digits, char letter) {
    std::uint32_t value = 0;
    for (const char c : digits) value = value * 10 + static_cast<std::uint32_t>(c - '0');
    Token token{written, digits, Role::number, value};
    token.letter = letter;
    out_.push_back(token);
  }

  void mark(char c) {
    if (c == '&' || c == '@' || c == '#' || c == '/') {
      name(text_.substr(at_, 1));
    } else if (!out_.empty()) {
      punctuate(c, out_.back());
    }
    ++at_;
  }

  // A full stop ends abbreviations, too ("415 W. 300 S."), but not numbers.
  static void punctuate(char c, Token& before) {
    if (std::string_view(".,;:!?)\n").find(c) != std::string_view::npos) before.ends_clause = true;
    if (std::string_view(";:!?()\n").find(c) != std::string_view::npos) before.breaks = true;
    if (c == '.' && before.is(Role::number)) before.breaks = true;
  }

  std::string_view text_;
  std::vector<Token>& out_;
  std::size_t at_ = 0;
};

}  // namespace

void tokenise(std::string_view folded, std::vector<Token>& out) { Tokeniser(folded, out).run(); }

}  // namespace crosstown::places
