#include "channels/email/history_marks.h"

#include <algorithm>
#include <array>
#include <string>

namespace crosstown::mail {
namespace {

constexpr std::size_t longest_mark = 400;  // bytes of a line that a program writes
constexpr std::size_t longest_attribution = 4;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; }

std::string lowered(std::string_view text) {
  std::string out(text.substr(0, longest_mark));
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

template <std::size_t size>
bool begins_with_one_of(std::string_view text, const std::array<std::string_view, size>& starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [text](std::string_view each) { return text.starts_with(each); });
}

template <std::size_t size>
bool ends_with_one_of(std::string_view text, const std::array<std::string_view, size>& ends) {
  return std::any_of(ends.begin(), ends.end(),
                     [text](std::string_view each) { return text.ends_with(each); });
}

constexpr std::array<std::string_view, 5> wrote = {
    "wrote:", "escribió:", "escribio:", "ha escrito:", "writes:"};

// A year, or a time of day.
bool has_date(std::string_view text) {
  for (std::size_t i = 0; i + 3 < text.size(); ++i) {
    if (!is_digit(text[i])) continue;
    if (text[i + 1] == ':' && is_digit(text[i + 2]) && is_digit(text[i + 3])) return true;
    const bool century = text.substr(i).starts_with("20") || text.substr(i).starts_with("19");
    if (century && is_digit(text[i + 2]) && is_digit(text[i + 3])) return true;
  }
  return false;
}

// Yahoo's history may begin on the line of its introduction: "El lunes …, 311<311@…> escribió:
// Thank".
bool history_on_the_line(std::string_view line) {
  return has_date(line) && std::any_of(wrote.begin(), wrote.end(), [line](std::string_view each) {
           const std::size_t at = line.find(std::string("> ") + std::string(each) + "  ");
           return at != std::string_view::npos && line.substr(0, at).find('@') < at;
         });
}

bool quote_follows(Lines lines) {
  const auto next = std::find_if_not(lines.begin(), lines.end(), is_blank);
  return next != lines.end() && is_quoted(*next);
}

std::string_view without_stars(std::string_view line) {  // *From:* is bold type in plain text
  while (line.starts_with('*')) line.remove_prefix(1);
  return line;
}

enum class Field { none, from, date, to, subject };

Field field_of(std::string_view line) {
  const std::string text = lowered(without_stars(trimmed(line)).substr(0, 32));
  struct Named {
    std::string_view start;
    Field field;
  };
  constexpr std::array<Named, 14> fields = {{{"from:", Field::from},
                                             {"de:", Field::from},
                                             {"sent:", Field::date},
                                             {"date:", Field::date},
                                             {"enviado:", Field::date},
                                             {"enviado el:", Field::date},
                                             {"fecha:", Field::date},
                                             {"to:", Field::to},
                                             {"para:", Field::to},
                                             {"cc:", Field::to},
                                             {"subject:", Field::subject},
                                             {"asunto:", Field::subject},
                                             {"importance:", Field::subject},
                                             {"importancia:", Field::subject}}};
  for (const Named& each : fields) {
    if (text.starts_with(each.start)) return each.field;
  }
  return Field::none;
}

// The fields may stand in any order behind "From:", and long ones are wrapped.
bool is_header_block(Lines lines) {
  if (lines.empty() || field_of(lines.front()) != Field::from) return false;
  bool date = false, more = false;
  for (const std::string_view line : lines.subspan(1, std::min<std::size_t>(lines.size() - 1, 8))) {
    if (is_blank(line)) break;
    const Field field = field_of(line);
    date = date || field == Field::date;
    more = more || field == Field::to || field == Field::subject;
  }
  return date && more;
}

bool is_rule(std::string_view line) {
  line = trimmed(line);
  return line.size() >= 5 && line.find_first_not_of("_-") == std::string_view::npos;
}

// "-----Original Message-----": the words between dashes; empty if there are none.
std::string between_dashes(std::string_view line) {
  line = trimmed(line);
  if (line.size() > 100 || !line.starts_with("--")) return {};
  const std::size_t begin = line.find_first_not_of("- ");
  const std::size_t end = line.find_last_not_of("- ");
  return begin == std::string_view::npos ? "" : lowered(line.substr(begin, end - begin + 1));
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

bool is_blank(std::string_view line) { return trimmed(line).empty(); }

bool is_quoted(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  return begin != std::string_view::npos && begin < 4 && line[begin] == '>';
}

std::size_t attribution(Lines lines) {
  if (lines.empty() || is_quoted(lines.front())) return 0;
  constexpr std::array<std::string_view, 4> starts = {"on ", "el ", "le ", "em "};
  std::string whole;
  for (std::size_t i = 0; i < std::min(lines.size(), longest_attribution); ++i) {
    const std::string_view line = trimmed(lines[i]);
    if (line.empty() || line.size() > longest_mark) return 0;
    whole += lowered(line);
    const bool begins = begins_with_one_of(whole, starts);
    if (ends_with_one_of(whole, wrote)) {
      const bool followed = quote_follows(lines.subspan(i + 1));
      const bool programs =
          begins && has_date(whole) && whole.find_first_of("@,<") != std::string::npos;
      return programs || (followed && (i == 0 || begins)) ? i + 1 : 0;
    }
    if (!begins) return 0;
    if (i == 0 && history_on_the_line(whole)) return 1;
    whole += ' ';
  }
  return 0;
}

bool begins_history(Lines lines) {
  const std::string words = between_dashes(lines.front());
  if (words == "original message" || words == "mensaje original" ||
      words == "original appointment" || words == "cita original")
    return true;
  if (is_rule(lines.front())) {
    const auto next = std::find_if_not(lines.begin() + 1, lines.end(), is_blank);
    return next - lines.begin() < 3 && is_header_block({next, lines.end()});
  }
  return is_header_block(lines);
}

bool begins_forward(std::string_view line) {
  const std::string words = between_dashes(line);
  if (words.find("forwarded message") != std::string::npos ||
      words.find("mensaje reenviado") != std::string::npos)
    return true;
  const std::string text = lowered(trimmed(line).substr(0, 64));
  return text == "begin forwarded message:" || text == "inicio del mensaje reenviado:";
}

bool begins_disclaimer(Lines lines) {
  if (lines.empty() || !is_rule(lines.front())) return false;
  std::string all;
  for (const std::string_view line : lines.subspan(1)) {
    if (all.size() > 10 * longest_mark) break;
    all += lowered(line) + ' ';
  }
  const auto has = [&all](std::string_view word) { return all.find(word) != std::string::npos; };
  return (has("confidential") && (has("intended") || has("recipient"))) ||
         (has("confidencial") && has("destinatari"));
}

bool is_mangled_from(Lines lines, std::size_t at) {
  if (!lines[at].starts_with(">From ")) return false;
  const bool above = at > 0 && is_quoted(lines[at - 1]);
  const bool below = at + 1 < lines.size() && is_quoted(lines[at + 1]);
  return !above && !below;
}

bool is_device_signature(std::string_view line) {
  line = trimmed(line);
  if (line.size() > 120) return false;
  constexpr std::array<std::string_view, 13> starts = {
      "sent from my ",    "sent from mail for ", "sent from yahoo ",      "sent from outlook",
      "sent from proton", "sent via ",           "get outlook for ",      "enviado desde ",
      "enviado con ",     "enviado a través ",   "obtener outlook para ", "obtén outlook para ",
      "sent with "};
  return begins_with_one_of(lowered(line), starts);
}

bool is_forward(std::string_view subject) {
  constexpr std::array<std::string_view, 5> starts = {"fwd:", "fw:", "rv:", "reenv:", "enc:"};
  return begins_with_one_of(lowered(trimmed(subject).substr(0, 16)), starts);
}

}  // namespace crosstown::mail
