#include "channels/chat/wishes.h"

#include <algorithm>
#include <array>
#include <utility>

#include "channels/http/json_body.h"
#include "router/message/text.h"

namespace crosstown::chat {
namespace {

namespace dom = simdjson::dom;
using wish::Refused;

bool is_id_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '-';
}

bool is_id(std::string_view id) {
  return id.size() >= 8 && id.size() <= 64 && std::all_of(id.begin(), id.end(), is_id_character);
}

// One frame's members. What is there with a wrong type makes the whole frame wrong.
class Members {
 public:
  explicit Members(dom::object object) : object_(object) {}

  [[nodiscard]] bool wrong() const { return wrong_; }

  std::optional<std::string_view> text(std::string_view name) {
    return value<std::string_view>(name);
  }
  std::optional<bool> flag(std::string_view name) { return value<bool>(name); }
  std::optional<double> number(std::string_view name) { return value<double>(name); }
  std::optional<std::int64_t> integer(std::string_view name) { return value<std::int64_t>(name); }
  std::optional<dom::array> list(std::string_view name) { return value<dom::array>(name); }
  std::optional<dom::object> object(std::string_view name) { return value<dom::object>(name); }

  // A sequence number; 0 where it is not there.
  std::uint64_t seq(std::string_view name) {
    const auto number = integer(name);
    if (number && *number < 0) wrong_ = true;
    return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
  }

 private:
  template <class T>
  std::optional<T> value(std::string_view name) {
    dom::element element;
    if (object_[name].get(element) != simdjson::SUCCESS || element.is_null()) return std::nullopt;
    T found{};
    if (element.get(found) == simdjson::SUCCESS) return found;
    wrong_ = true;
    return std::nullopt;
  }

  dom::object object_;
  bool wrong_ = false;
};

Wish read_hello(Members& members, const Limits&) {
  // Whoever speaks another version would not understand the answer.
  if (members.integer("v") != 1) return wish::Garbage{};
  wish::Hello hello;
  hello.token = members.text("token").value_or("");
  hello.last = members.seq("last");
  hello.language = cut(members.text("lang").value_or(""), 35);
  return hello;
}

std::optional<wish::Place> read_place(Members& members) {
  const auto object = members.object("place");
  if (!object) return std::nullopt;
  Members inside(*object);
  const auto latitude = inside.number("lat"), longitude = inside.number("lon");
  if (!latitude || !longitude) return std::nullopt;
  return wish::Place{*latitude, *longitude};
}

// False: not a list of some texts.
bool read_files(Members& members, std::vector<std::string>& files) {
  const auto list = members.list("files");
  if (!list) return true;
  for (const dom::element file : *list) {
    std::string_view token;
    if (file.get(token) != simdjson::SUCCESS || files.size() == max_files) return false;
    files.emplace_back(token);
  }
  return true;
}

Wish read_say(Members& members, const Limits& limits) {
  const std::string_view id = members.text("cid").value_or("");
  if (!is_id(id)) return Refused{"bad", {}};
  wish::Say say;
  say.id = id;
  const std::string_view text = members.text("text").value_or("");
  if (characters_in(text) > limits.max_text) return Refused{"too_long", say.id};
  say.text = clean(std::string(text));
  say.place = read_place(members);
  if (!read_files(members, say.files) || members.wrong()) return Refused{"bad", say.id};
  if (say.text.empty() && say.files.empty()) return Refused{"empty", say.id};
  return say;
}

Wish read_typing(Members& members, const Limits&) {
  return wish::Typing{members.flag("on").value_or(false)};
}

Wish read_read(Members& members, const Limits&) {
  const std::uint64_t seq = members.seq("seq");
  if (seq == 0) return Refused{"bad", {}};
  return wish::Read{seq};
}

Wish read_history(Members& members, const Limits&) {
  wish::History history;
  history.before = members.seq("before");
  const std::int64_t count = members.integer("count").value_or(max_history);
  if (history.before == 0 || count < 1) return Refused{"bad", {}};
  history.count = std::min<std::size_t>(static_cast<std::size_t>(count), max_history);
  return history;
}

Wish read_contact(Members& members, const Limits&) {
  wish::Contact contact;
  for (const auto& [name, into] :
       {std::pair{"name", &contact.name}, std::pair{"phone", &contact.phone},
        std::pair{"email", &contact.email}}) {
    const auto text = members.text(name);
    if (!text) continue;
    if (characters_in(*text) > max_line) return Refused{"too_long", {}};
    *into = clean(std::string(*text));
    std::replace((*into)->begin(), (*into)->end(), '\n', ' ');
  }
  contact.text_me = members.flag("text_me");
  return contact;
}

Wish read_survey(Members& members, const Limits&) {
  const std::string_view thumb = members.text("thumb").value_or("");
  if (thumb != "up" && thumb != "down") return Refused{"bad", {}};
  const std::string_view word = members.text("word").value_or("");
  if (characters_in(word) > max_word) return Refused{"too_long", {}};
  return wish::Survey{thumb == "up", clean(std::string(word))};
}

Wish read_end(Members&, const Limits&) { return wish::End{}; }

Wish read_ping(Members& members, const Limits&) {
  return wish::Ping{members.integer("n").value_or(0)};
}

using Reader = Wish (*)(Members&, const Limits&);
constexpr std::array<std::pair<std::string_view, Reader>, 9> readers{{
    {"hello", read_hello},
    {"say", read_say},
    {"typing", read_typing},
    {"read", read_read},
    {"history", read_history},
    {"contact", read_contact},
    {"survey", read_survey},
    {"end", read_end},
    {"ping", read_ping},
}};

}  // namespace

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

Wish read_wish(std::string_view text, const Limits& limits) {
  const JsonBody body(text);
  dom::object object;
  std::string_view kind;
  if (body.root().get(object) != simdjson::SUCCESS) return wish::Garbage{};
  if (object["t"].get(kind) != simdjson::SUCCESS) return wish::Garbage{};
  const auto* const reader = std::find_if(readers.begin(), readers.end(),
                                          [&](const auto& one) { return one.first == kind; });
  if (reader == readers.end()) return Refused{"unknown", {}};
  Members members(object);
  Wish wish = reader->second(members, limits);
  const bool is_refused =
      std::holds_alternative<Refused>(wish) || std::holds_alternative<wish::Garbage>(wish);
  if (members.wrong() && !is_refused) return Refused{"bad", {}};
  return wish;
}

}  // namespace crosstown::chat
