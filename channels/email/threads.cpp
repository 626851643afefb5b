#include "channels/email/threads.h"

#include <algorithm>

#include "channels/email/smtp_path.h"
#include "channels/http_request.h"
#include "router/message/tracking.h"

namespace crosstown::mail {
namespace {

constexpr std::size_t longest_id = 250, most_ids = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The first number in `text` that has dashes as we write them: other digits in a subject (a house,
// a year) are so never taken for one.
std::string number_in(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = is_digit(text[i]) && (i == 0 || !is_digit(text[i - 1]));
    if (!begins) continue;
    std::size_t end = i;
    while (end < text.size() && end - i < 16 && (is_digit(text[end]) || text[end] == '-')) ++end;
    const std::string_view word = text.substr(i, end - i);
    if (std::count(word.begin(), word.end(), '-') != 2) continue;
    const auto number = parse_tracking(word);
    if (number && to_text(*number) == word.substr(0, word.find_last_not_of('-') + 1))
      return to_text(*number);
  }
  return {};
}

std::string number_of_id(std::string_view id, std::span<const std::string> domains) {
  const Mailbox parts = split_mailbox(id);
  const bool ours = std::any_of(domains.begin(), domains.end(), [&](const std::string& each) {
    return equal_ignoring_case(each, parts.domain);
  });
  return ours ? number_in(parts.local) : std::string();
}

}  // namespace

std::vector<std::string> message_ids(std::string_view value) {
  std::vector<std::string> ids;
  std::size_t at = 0;
  while ((at = value.find('<', at)) != std::string_view::npos) {
    const std::size_t end = value.find('>', at);
    if (end == std::string_view::npos) break;
    std::string_view id = value.substr(at + 1, end - at - 1);
    const std::size_t inner = id.rfind('<');  // "<<a@b>"
    if (inner != std::string_view::npos) id.remove_prefix(inner + 1);
    at = end + 1;
    if (id.empty() || id.size() > longest_id || id.find(' ') != std::string_view::npos) continue;
    if (ids.size() == most_ids) ids.erase(ids.begin() + most_ids / 2);
    ids.emplace_back(id);
  }
  return ids;
}

std::string named_request(const ThreadMarks& marks, std::span<const std::string> domains) {
  const std::string_view local = split_mailbox(marks.recipient).local;
  const std::size_t plus = local.find('+');
  if (plus != std::string_view::npos) {
    // "…+26-0001234-9.<id>@…" is where bounces go (channels/email/outgoing_mail.h).
    const std::string_view tag = local.substr(plus + 1);
    if (const auto number = parse_tracking(tag.substr(0, tag.find('.')))) return to_text(*number);
  }
  std::string number = number_of_id(marks.in_reply_to, domains);
  for (auto id = marks.references.rbegin(); number.empty() && id != marks.references.rend(); ++id)
    number = number_of_id(*id, domains);
  return number.empty() ? number_in(marks.subject) : number;
}

}  // namespace crosstown::mail
