#include "router/texts/words.h"

#include <array>
#include <utility>

#include "router/texts/segments.h"

namespace crosstown::words {
namespace {

constexpr std::array<std::pair<std::string_view, TextId>, 4> states{{
    {"received", TextId::state_received},
    {"taken", TextId::state_taken},
    {"in-progress", TextId::state_in_progress},
    {"closed", TextId::state_closed},
}};

}  // namespace

// A state that this daemon does not know was written by a newer one: better its word than none.
std::string_view state(const Texts& texts, std::string_view language, std::string_view state) {
  for (const auto& [known, id] : states) {
    if (known == state) return texts.text(language, id);
  }
  return state;
}

std::string receipt(const Texts& texts, std::string_view language, std::string_view tracking) {
  return texts.filled(language, TextId::receipt, {{"tracking", tracking}});
}

std::string with_link(const Texts& texts, std::string_view language, std::string receipt,
                      std::string_view url, bool one_message) {
  std::string longer = receipt + texts.filled(language, TextId::receipt_link, {{"url", url}});
  if (one_message && sms_size(longer).segments > sms_size(receipt).segments) return receipt;
  return longer;
}

std::string emergency(const Texts& texts, std::string_view language, std::string_view number,
                      std::string_view tracking) {
  return texts.filled(language, TextId::emergency, {{"number", number}, {"tracking", tracking}});
}

std::string status(const Texts& texts, std::string_view language, std::string_view tracking,
                   std::string_view status, std::string_view queue_name, std::string_view opened) {
  std::string text =
      texts.filled(language, TextId::status,
                   {{"tracking", tracking}, {"state", state(texts, language, status)}});
  if (!queue_name.empty())
    text += texts.filled(language, TextId::status_with, {{"queue", queue_name}});
  if (!opened.empty()) text += texts.filled(language, TextId::status_opened, {{"date", opened}});
  return text;
}

std::string open_requests(const Texts& texts, std::string_view language,
                          const std::vector<OpenRequest>& newest, std::size_t count) {
  if (newest.empty()) return std::string(texts.text(language, TextId::requests_none));
  std::string list;
  for (const OpenRequest& one : newest) {
    if (!list.empty()) list += ", ";
    list.append(one.tracking).append(" (").append(state(texts, language, one.state)).append(")");
  }
  if (count > newest.size()) {
    list += texts.filled(language, TextId::requests_more,
                         {{"count", std::to_string(count - newest.size())}});
  }
  return texts.filled(language, TextId::requests_open, {{"requests", list}});
}

std::string request_closed(const Texts& texts, std::string_view language,
                           std::string_view tracking) {
  return texts.filled(language, TextId::request_closed, {{"tracking", tracking}});
}

std::string status_unknown(const Texts& texts, std::string_view language,
                           std::string_view tracking) {
  return texts.filled(language, TextId::status_unknown, {{"tracking", tracking}});
}

std::string status_bad_number(const Texts& texts, std::string_view language) {
  return texts.filled(language, TextId::status_bad_number, {});
}

}  // namespace crosstown::words
