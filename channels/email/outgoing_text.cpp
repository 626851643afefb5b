#include "channels/email/outgoing_text.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

#include "channels/email/history_marks.h"
#include "channels/email/smtp_path.h"
#include "channels/http/base64.h"
#include "channels/http_request.h"
#include "router/message/text.h"

namespace crosstown::mail {
namespace {

constexpr std::size_t longest_line = 76;
// Of UTF-8 in one encoded word, which has 75 bytes at most (RFC 2047 section 2).
constexpr std::size_t longest_piece = 45;

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }

// Where ASCII would be read as an encoded word, it must be one (RFC 2047 section 5).
bool stands_as_it_is(std::string_view text) {
  return is_ascii(text) && text.find("=?") == std::string_view::npos;
}

std::string folded(std::string_view text, std::size_t used) {
  std::string out;
  std::size_t column = used;
  while (!text.empty()) {
    const std::size_t space = text.find(' ', 1);
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(word.size());
    if (column + word.size() > longest_line && column > used && word.front() == ' ') {
      out += '\n';
      column = 0;
    }
    out += word;
    column += word.size();
  }
  return out;
}

std::string encoded_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::string_view piece = cut(text, longest_piece);
    if (piece.empty()) piece = text.substr(0, 1);
    text.remove_prefix(piece.size());
    out += (out.empty() ? "=?UTF-8?B?" : "\n =?UTF-8?B?") + base64_encode(piece) + "?=";
  }
  return out;
}

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\n': out += "<br>\n"; break;
      default:
        if (!is_control(c) || c == '\t') out += c;
    }
  }
}

// No character that a mail must not have; the ends of lines stay.
std::string without_controls(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' || c == '\t' || !is_control(c)) out += c;
  }
  return out;
}

}  // namespace

std::string in_one_line(std::string_view text, std::size_t limit) {
  std::string out;
  for (const char c : cut(text, limit)) out += is_control(c) ? ' ' : c;
  return std::string(trimmed(out));
}

std::string encoded(std::string_view text, std::size_t used) {
  return stands_as_it_is(text) ? folded(text, used) : "\n " + encoded_words(text);
}

std::string display_name(std::string_view name) {
  const std::string line = in_one_line(name, longest_piece);
  if (line.empty()) return {};
  if (!stands_as_it_is(line)) return encoded_words(line) + " ";
  std::string quoted = "\"";
  for (const char c : line) quoted.append(c == '"' || c == '\\' ? "\\" : "") += c;
  return quoted + "\" ";
}

std::string in_lines(std::span<const std::string> ids) {
  std::string out;
  for (const std::string& id : ids) out.append(out.empty() ? "<" : "\n <").append(id).append(">");
  return out;
}

std::string without_address(std::string words, std::string_view address) {
  if (address.empty()) return words;
  for (std::size_t at = 0; at + address.size() <= words.size(); ++at) {
    if (!equal_ignoring_case(std::string_view(words).substr(at, address.size()), address)) continue;
    words.replace(at, address.size(), "…");
  }
  return words;
}

std::string mail_date(Time time) {
  using namespace std::chrono;
  constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<std::chrono::days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(floor<seconds>(time - day));
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", days[weekday(day).c_encoding()],
                     unsigned(date.day()), months[unsigned(date.month()) - 1], int(date.year()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string plain_body(const OutgoingMail& mail) {
  std::string out = without_controls(mail.text) + "\n";
  // RFC 3676 section 4.3: mail programs know what is below.
  if (!mail.signature.empty()) out += "\n-- \n" + without_controls(mail.signature) + "\n";
  return out;
}

std::string html_body(const OutgoingMail& mail) {
  std::string out = "<!DOCTYPE html>\n<html";
  if (!mail.language.empty()) {
    out += " lang=\"";
    append_escaped(out, mail.language);
    out += "\"";
  }
  out += "><head><meta charset=\"utf-8\"></head><body>\n<p>";
  append_escaped(out, mail.text);
  out += "</p>\n";
  if (!mail.signature.empty()) {
    out += "<p>-- <br>\n";
    append_escaped(out, mail.signature);
    out += "</p>\n";
  }
  return out + "</body></html>\n";
}

}  // namespace crosstown::mail
