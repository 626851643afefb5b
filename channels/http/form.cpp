#include "channels/http/form.h"

#include <array>
#include <cstdint>

namespace crosstown {
namespace {

constexpr std::uint8_t no_digit = 0xff;

constexpr std::array<std::uint8_t, 256> make_hex_digits() {
  std::array<std::uint8_t, 256> table{};
  table.fill(no_digit);
  for (std::uint8_t i = 0; i < 10; ++i) table['0' + i] = i;
  for (std::uint8_t i = 0; i < 6; ++i) {
    table['a' + i] = static_cast<std::uint8_t>(10 + i);
    table['A' + i] = static_cast<std::uint8_t>(10 + i);
  }
  return table;
}
constexpr auto hex_digits = make_hex_digits();

constexpr std::uint8_t digit(char c) { return hex_digits[static_cast<unsigned char>(c)]; }

constexpr std::array<bool, 256> make_specials() {
  std::array<bool, 256> table{};
  for (unsigned char c : {'&', '=', '+', '%'}) table[c] = true;
  return table;
}
constexpr auto specials = make_specials();

constexpr bool is_special(char c) { return specials[static_cast<unsigned char>(c)]; }

// Writes what `%` at `in` stands for and returns where reading goes on.
const char* decode_percent(const char* in, const char* end, char*& out) {
  if (end - in >= 3 && digit(in[1]) != no_digit && digit(in[2]) != no_digit) {
    *out++ = static_cast<char>(digit(in[1]) << 4 | digit(in[2]));
    return in + 3;
  }
  *out++ = '%';
  return in + 1;
}

}  // namespace

bool Form::decode(std::string_view encoded) {
  fields_.clear();
  arena_.resize(encoded.size());  // decoding never makes text longer
  const char* in = encoded.data();
  const char* const end = in + encoded.size();
  char* out = arena_.data();
  while (in != end) {
    const char* const first = in;
    const char* const name = out;
    const char* value = nullptr;
    while (in != end && *in != '&') {
      if (!is_special(*in)) {
        *out++ = *in++;
      } else if (*in == '%') {
        in = decode_percent(in, end, out);
      } else if (*in == '=' && value == nullptr) {
        value = out;
        ++in;
      } else {
        *out++ = *in == '+' ? ' ' : *in;
        ++in;
      }
    }
    const bool empty = in == first;
    if (in != end) ++in;
    if (empty) continue;
    if (fields_.size() == max_fields) {
      fields_.clear();
      return false;
    }
    if (value == nullptr) value = out;
    fields_.push_back({.name = {name, value}, .value = {value, static_cast<const char*>(out)}});
  }
  return true;
}

bool Form::assign(std::span<const FormField> fields) {
  fields_.clear();
  if (fields.size() > max_fields) return false;
  std::size_t size = 0;
  for (const FormField& field : fields) size += field.name.size() + field.value.size();
  arena_.clear();
  arena_.reserve(size);  // so that the views below stay where they are
  const auto copied = [this](std::string_view text) {
    const std::size_t at = arena_.size();
    arena_ += text;
    return std::string_view(arena_).substr(at);
  };
  for (const FormField& field : fields) {
    const std::string_view name = copied(field.name);
    fields_.push_back({.name = name, .value = copied(field.value)});
  }
  return true;
}

std::string_view Form::operator[](std::string_view name) const {
  for (const FormField& field : fields_) {
    if (field.name == name) return field.value;
  }
  return {};
}

namespace {

void append_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool alphanumeric = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                              (byte >= 'a' && byte <= 'z');
    if (alphanumeric || c == '*' || c == '-' || c == '.' || c == '_') {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += {'%', hex[byte >> 4], hex[byte & 15]};
    }
  }
}

}  // namespace

void append_form_field(std::string& out, std::string_view name, std::string_view value) {
  if (!out.empty()) out += '&';
  append_encoded(out, name);
  out += '=';
  append_encoded(out, value);
}

}  // namespace crosstown
