#include "daemon/ctl/resident_view.h"

#include <algorithm>
#include <array>

#include "daemon/ctl/json_view.h"
#include "router/message/tracking.h"

namespace crosstown::ctl {
namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

// The entities of XML 1.0 section 4.6; the adapters write no others.
std::string without_entities(std::string_view text) {
  struct Entity {
    std::string_view written;
    char meant;
  };
  constexpr std::array<Entity, 5> entities = {
      {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
  std::string out;
  while (!text.empty()) {
    const auto entity = std::find_if(entities.begin(), entities.end(), [text](const Entity& one) {
      return text.starts_with(one.written);
    });
    out += entity == entities.end() ? text[0] : entity->meant;
    text.remove_prefix(entity == entities.end() ? 1 : entity->written.size());
  }
  return out;
}

// All character data: in our TwiML that is the words for the resident and nothing else.
std::vector<std::string> words_of_xml(std::string_view xml) {
  std::vector<std::string> words;
  while (!xml.empty()) {
    const std::size_t tag = std::min(xml.find('<'), xml.size());
    const std::string_view text = trimmed(xml.substr(0, tag));
    if (!text.empty()) words.push_back(without_entities(text));
    const std::size_t end = xml.find('>', tag);
    xml.remove_prefix(end == std::string_view::npos ? xml.size() : end + 1);
  }
  return words;
}

// Written as YY-…-C: a telephone number, with its dashes elsewhere, has a valid check digit one
// time in ten.
bool has_dashes_of_tracking(std::string_view text) {
  return text.size() > 4 && text[2] == '-' && text[text.size() - 2] == '-' &&
         std::count(text.begin(), text.end(), '-') == 2;
}

// The first stretch of digits and dashes that is a tracking number, check digit included.
std::string tracking_in(std::string_view text) {
  constexpr std::string_view marks = "0123456789-";
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find_first_of(marks), text.size());
    const std::size_t end = std::min(text.find_first_not_of(marks, begin), text.size());
    std::string_view stretch = text.substr(begin, end - begin);
    while (stretch.ends_with('-')) stretch.remove_suffix(1);
    const auto number = parse_tracking(stretch);
    if (number && has_dashes_of_tracking(stretch)) return to_text(*number);
    text.remove_prefix(end);
  }
  return {};
}

ResidentView view_of_words(std::vector<std::string> words) {
  ResidentView view;
  view.words = std::move(words);
  for (const std::string& one : view.words) {
    if (view.tracking.empty()) view.tracking = tracking_in(one);
  }
  return view;
}

}  // namespace

ResidentView resident_view(std::string_view answer) {
  const std::string_view text = trimmed(answer);
  if (text.empty()) return {};
  if (text.starts_with('<')) return view_of_words(words_of_xml(text));
  const auto json = JsonDocument::parse(text);
  if (!json) return view_of_words({std::string(text)});
  const std::string_view words = text_in(json->root(), "text");
  auto view = view_of_words(words.empty() ? std::vector<std::string>{}
                                          : std::vector<std::string>{std::string(words)});
  if (const auto tracking = text_in(json->root(), "tracking"); !tracking.empty()) {
    view.tracking = tracking;
  }
  return view;
}

}  // namespace crosstown::ctl
