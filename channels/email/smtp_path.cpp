#include "channels/email/smtp_path.h"

#include <algorithm>

#include "router/message/utf8.h"

namespace crosstown::mail {
namespace {

// RFC 5321 section 4.5.3.1; a local part is given some room, since relays do the same.
constexpr std::size_t longest_local = 128, longest_domain = 255, longest_path = 512;
constexpr std::size_t most_parameters = 16;

bool is_atom_byte(char c) {
  return static_cast<signed char>(c) < 0 ||
         (c > ' ' && c < 0x7f && c != '<' && c != '>' && c != '(' && c != ')' && c != ',' &&
          c != ';' && c != '\\' && c != '"' && c != '@' && c != ':');
}

bool is_domain_byte(char c) { return is_atom_byte(c) || c == ':'; }  // ":" in [IPv6:…]

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto next = utf8::first(text);
    if (!next) return false;
    text.remove_prefix(next->bytes);
  }
  return true;
}

// The length of a quoted local part, quotes included; 0: it has no end.
std::size_t quoted_size(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    } else if (static_cast<unsigned char>(text[i]) < ' ') {
      return 0;
    }
  }
  return 0;
}

std::size_t local_size(std::string_view text) {
  if (text.starts_with('"')) return quoted_size(text);
  const auto* const end = std::find_if_not(text.begin(), text.end(), is_atom_byte);
  return static_cast<std::size_t>(end - text.begin());
}

bool is_mailbox(std::string_view text) {
  const std::size_t local = local_size(text);
  if (local == 0 || local > longest_local) return false;
  if (local == text.size()) return true;  // <postmaster>
  const std::string_view domain = text.substr(local + 1);
  return text[local] == '@' && !domain.empty() && domain.size() <= longest_domain &&
         std::all_of(domain.begin(), domain.end(), is_domain_byte);
}

// Where the path ends that begins with "<": its ">", or npos. Quoted pairs and strings are passed.
std::size_t end_of_path(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == '>' && !quoted) {
      return i;
    }
  }
  return std::string_view::npos;
}

bool is_keyword(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

bool read_parameters(std::string_view text, std::vector<Parameter>& out) {
  while (!text.empty()) {
    if (text.front() != ' ') return false;
    const std::size_t begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) return true;  // spaces at the end
    text.remove_prefix(begin);
    const std::string_view one = text.substr(0, text.find(' '));
    text.remove_prefix(one.size());
    const std::size_t equals = std::min(one.find('='), one.size());
    const Parameter parameter{one.substr(0, equals),
                              equals == one.size() ? "" : one.substr(equals + 1)};
    if (!is_keyword(parameter.name) || out.size() == most_parameters) return false;
    out.push_back(parameter);
  }
  return true;
}

}  // namespace

std::optional<PathAndParameters> read_path(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  if (!text.starts_with('<')) return std::nullopt;
  const std::size_t end = end_of_path(text);
  if (end == std::string_view::npos || end > longest_path) return std::nullopt;
  PathAndParameters read;
  read.mailbox = text.substr(1, end - 1);
  if (read.mailbox.starts_with('@')) {
    const std::size_t colon = read.mailbox.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    read.mailbox.remove_prefix(colon + 1);
    if (read.mailbox.empty()) return std::nullopt;
  }
  if (!read.mailbox.empty() && !(is_mailbox(read.mailbox) && is_valid_utf8(read.mailbox)))
    return std::nullopt;
  if (!read_parameters(text.substr(end + 1), read.parameters)) return std::nullopt;
  return read;
}

Mailbox split_mailbox(std::string_view mailbox) {
  const std::size_t at = mailbox.rfind('@');
  if (at == std::string_view::npos) return {mailbox, {}};
  return {mailbox.substr(0, at), mailbox.substr(at + 1)};
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

}  // namespace crosstown::mail
