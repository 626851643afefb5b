#include "router/rules/address_pattern.h"

#include <fmt/format.h>

#include <algorithm>

#include "router/message/phone.h"
#include "router/message/text.h"

namespace crosstown {
namespace {

// As normalise() cuts them (RFC 5321 section 4.5.3.1).
constexpr std::size_t max_size = 320;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_email(std::string_view address) { return address.find('@') != std::string_view::npos; }

// Empty: none of the three.
std::string own_address(std::string_view written) {
  if (is_email(written)) return comparable_address(written);
  if (written.starts_with('+')) return to_e164(written, "ZZ").value_or("");
  const bool short_code = written.size() >= 2 && written.size() <= 6 &&
                          std::all_of(written.begin(), written.end(), is_digit);
  return short_code ? std::string(written) : std::string();
}

// "+1 (801)" as numbers are kept: "+1801".
std::string without_spacing(std::string_view number) {
  std::string out;
  std::copy_if(number.begin(), number.end(), std::back_inserter(out),
               [](char c) { return std::string_view(" -().").find(c) == std::string_view::npos; });
  return out;
}

std::variant<std::string, AddressMistake> read_beginning(std::string_view written) {
  const std::string_view beginning = written.substr(0, written.size() - 1);
  if (beginning.empty()) return AddressMistake{"* alone is every address; leave the key out"};
  if (std::any_of(beginning.begin(), beginning.end(), is_letter))
    return comparable_address(written);
  const std::string number = without_spacing(written);
  const bool is_number = number.size() > 2 && number.front() == '+' &&
                         std::all_of(number.begin() + 1, number.end() - 1, is_digit);
  if (is_number) return number;
  return AddressMistake{fmt::format(
      "\"{}\" is no beginning of a number with its country code (\"+1801*\")", written)};
}

std::variant<std::string, AddressMistake> read_end(std::string_view written) {
  if (written.size() > 2 && is_email(written)) return comparable_address(written);
  return AddressMistake{
      fmt::format("\"{}\" is no end of an email address (\"*@riverbend.example\")", written)};
}

}  // namespace

std::string comparable_address(std::string_view address) {
  std::string out(address);
  if (!is_email(out)) return out;
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; });
  return out;
}

std::variant<std::string, AddressMistake> read_own_address(std::string_view written) {
  std::string address = own_address(written);
  if (!address.empty()) return address;
  return AddressMistake{
      fmt::format("\"{}\" is no number with its country code (\"+18015550100\"), short code or "
                  "email address",
                  written)};
}

std::variant<std::string, AddressMistake> read_resident_address(std::string_view written) {
  if (written.size() > max_size || clean(std::string(written)) != written) {
    return AddressMistake{fmt::format(
        "an address has at most {} bytes, no space at its ends and no control character",
        max_size)};
  }
  const auto stars = std::count(written.begin(), written.end(), '*');
  if (stars == 1 && written.ends_with('*')) return read_beginning(written);
  if (stars == 1 && written.starts_with('*')) return read_end(written);
  if (stars > 0) {
    return AddressMistake{
        fmt::format("\"{}\": one * may stand at the end (\"+1801*\") or at the beginning "
                    "(\"*@riverbend.example\")",
                    written)};
  }
  if (std::string address = own_address(written); !address.empty()) return address;
  if (std::any_of(written.begin(), written.end(), is_letter)) return std::string(written);
  return AddressMistake{
      fmt::format("\"{}\" is no number with its country code (\"+18015550100\"), email address or "
                  "a provider's id",
                  written)};
}

}  // namespace crosstown
