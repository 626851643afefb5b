#include "router/message/phone.h"

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>

namespace crosstown {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool has_e164_shape(std::string_view number) {
  return number.size() >= 8 && number.size() <= 16 && number[0] == '+' && number[1] != '0' &&
         std::all_of(number.begin() + 1, number.end(), is_digit);
}

// The library writes what it dislikes about a number to standard output: resident data in the log.
class Silence : public i18n::phonenumbers::Logger {
 public:
  void WriteMessage(const std::string&) override {}
};

const PhoneNumberUtil& library() {
  static const PhoneNumberUtil* const loaded = [] {
    auto* util = PhoneNumberUtil::GetInstance();
    util->SetLogger(new Silence);  // the library takes ownership
    return util;
  }();
  return *loaded;
}

// With separators and an extension. The library takes minutes for a text of 100 KB.
constexpr std::size_t max_written = 64;

// The library looks for a number anywhere in a text, so that "client:5550123" would become one.
bool may_be_a_number(std::string_view text) {
  return !text.empty() && text.size() <= max_written &&
         (is_digit(text[0]) || text[0] == '+' || text[0] == '(' || text[0] < 0);
}

}  // namespace

std::optional<std::string> to_e164(std::string_view number, std::string_view region) {
  if (has_e164_shape(number)) return std::string(number);
  if (number.starts_with("tel:")) number.remove_prefix(4);  // RFC 3966
  if (!may_be_a_number(number)) return std::nullopt;

  const std::string text(number);
  const auto& util = library();
  PhoneNumber parsed;
  if (util.Parse(text, std::string(region), &parsed) != PhoneNumberUtil::NO_PARSING_ERROR)
    return std::nullopt;
  // Not IsPossibleNumber(), which lets numbers without an area code pass.
  if (util.IsPossibleNumberWithReason(parsed) != PhoneNumberUtil::IS_POSSIBLE) return std::nullopt;
  // Letters as digits (1-800-FLOWERS) are how a sender is named, not where one can be reached.
  if (util.IsAlphaNumber(text)) return std::nullopt;

  std::string formatted;
  util.Format(parsed, PhoneNumberUtil::E164, &formatted);
  if (!has_e164_shape(formatted)) return std::nullopt;
  return formatted;
}

std::string masked(std::string_view address) {
  constexpr std::string_view hidden = "•••";
  if (!has_e164_shape(address)) return std::string(hidden);
  // Three digits are always hidden, however short the number is.
  const std::size_t shown = std::clamp<std::size_t>(address.size() - 7, 1, 5);
  return std::string(address.substr(0, shown))
      .append(hidden)
      .append(address.substr(address.size() - 4));
}

}  // namespace crosstown
