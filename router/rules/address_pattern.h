// Addresses as rules write them: whole ones, and with a * for what may be anything.
#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace crosstown {

// A mistake is a sentence for the operator, without its place.
struct AddressMistake {
  std::string text;
};

// The city's own address as a normalised message has it: E.164, a short code or an email address.
[[nodiscard]] std::variant<std::string, AddressMistake> read_own_address(std::string_view written);

// A resident's: the same, an id that a provider gave ("amzn1.ask.account.…", a chat session), the
// beginning of one ("+1801*") or the end of an email address ("*@riverbend.example"). What comes
// out has the * still.
[[nodiscard]] std::variant<std::string, AddressMistake> read_resident_address(
    std::string_view written);

// Email addresses are compared without regard to capitals; ids and numbers as they are.
[[nodiscard]] std::string comparable_address(std::string_view address);

}  // namespace crosstown
