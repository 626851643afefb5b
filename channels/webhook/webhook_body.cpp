#include "channels/webhook/webhook_body.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "channels/http/base64.h"
#include "channels/http/json_body.h"

namespace crosstown {
namespace {

namespace dom = simdjson::dom;

// Bytes of UTF-8, and counts. Documented in docs/channels/webhook.md.
constexpr std::size_t max_text = 256 * 1024;
constexpr std::size_t max_address = 320;  // an email address: 64 + 1 + 255
constexpr std::size_t max_name = 256;
constexpr std::size_t max_subject = 998;  // a line of email
constexpr std::size_t max_language = 35;  // RFC 5646 section 4.4.1
constexpr std::size_t max_place_address = 1024;
constexpr std::size_t max_slots = 64;
constexpr std::size_t max_slot = 1024;
constexpr std::size_t max_attachments = 10;
constexpr std::size_t no_limit = SIZE_MAX;  // the body's own limit is enough

// The first mistake of a body. Reading goes on after one, its result is then not used: so no reader
// below needs to check each step. By now the signature was right, or an operator vouches: the
// request is ours.
class Mistakes {
 public:
  void add(RefusalCode code, std::string detail) {
    if (!first_)
      first_ = Refusal{.code = code, .detail = std::move(detail), .names_our_account = true};
  }
  [[nodiscard]] std::optional<Refusal>& first() { return first_; }

 private:
  std::optional<Refusal> first_;
};

// The members of one JSON object. `path` is what stands before a member's name in a mistake:
// "place.", "attachments[2].".
class Members {
 public:
  Members(dom::object object, std::string path, Mistakes& mistakes)
      : object_(object), path_(std::move(path)), mistakes_(mistakes) {}

  [[nodiscard]] std::optional<dom::element> find(std::string_view name) const {
    dom::element element;
    if (object_.at_key(name).get(element) != simdjson::SUCCESS || element.is_null()) return {};
    return element;
  }

  // Empty when the member is absent.
  [[nodiscard]] std::string_view text(std::string_view name, std::size_t limit) const {
    const auto element = find(name);
    if (!element) return {};
    std::string_view value;
    if (element->get(value) != simdjson::SUCCESS) {
      refuse(name, "string expected");
    } else if (value.size() > limit) {
      mistakes_.add(RefusalCode::too_large,
                    fmt::format("{}{}: at most {} bytes", path_, name, limit));
    }
    return value;
  }

  [[nodiscard]] std::optional<double> number(std::string_view name, double low, double high) const {
    const auto element = find(name);
    if (!element) return {};
    double value = 0;
    if (element->get(value) != simdjson::SUCCESS) {
      refuse(name, "number expected");
    } else if (value < low || value > high) {
      refuse(name, fmt::format("between {} and {} expected", low, high));
    }
    return value;
  }

  [[nodiscard]] std::optional<Members> object(std::string_view name) const {
    const auto element = find(name);
    if (!element) return {};
    dom::object value;
    if (element->get(value) == simdjson::SUCCESS) {
      return Members(value, fmt::format("{}{}.", path_, name), mistakes_);
    }
    refuse(name, "object expected");
    return {};
  }

  [[nodiscard]] std::optional<dom::array> array(std::string_view name) const {
    const auto element = find(name);
    if (!element) return {};
    dom::array value;
    if (element->get(value) == simdjson::SUCCESS) return value;
    refuse(name, "array expected");
    return {};
  }

  [[nodiscard]] dom::object all() const { return object_; }
  [[nodiscard]] Mistakes& mistakes() const { return mistakes_; }

  void refuse(std::string_view name, std::string_view what) const {
    mistakes_.add(RefusalCode::malformed, fmt::format("{}{}: {}", path_, name, what));
  }
  void require(std::string_view name) const {
    mistakes_.add(RefusalCode::missing_field, fmt::format("{}{}: required", path_, name));
  }

 private:
  dom::object object_;
  std::string path_;
  Mistakes& mistakes_;
};

// "from": "+18015550123", or { "address": …, "name": … }.
void read_from(const Members& body, Message& message) {
  const auto from = body.find("from");
  if (from && from->is_object()) {
    const Members sender = *body.object("from");
    message.from = sender.text("address", max_address);
    message.from_name = sender.text("name", max_name);
  } else if (from && !from->is_string()) {
    body.refuse("from", "string or object expected");
  } else {
    message.from = body.text("from", max_address);
  }
}

bool is_language_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
}

void read_language(const Members& body, Message& message) {
  message.language = body.text("language", max_language);
  if (!std::all_of(message.language.begin(), message.language.end(), is_language_character)) {
    body.refuse("language", "a BCP 47 tag expected");
  }
}

void read_intent(const Members& body, Message& message) {
  const auto member = body.object("intent");
  if (!member) return;
  Intent intent;
  intent.name = member->text("name", max_name);
  if (intent.name.empty()) member->require("name");
  if (const auto slots = member->object("slots")) {
    if (slots->all().size() > max_slots) member->refuse("slots", "at most 64 expected");
    for (const auto [name, value] : slots->all()) {
      std::string_view word;
      // The slot is not named: its name is the sender's own text.
      if (value.get(word) != simdjson::SUCCESS) member->refuse("slots", "strings expected");
      if (name.size() > max_name || word.size() > max_slot) {
        member->refuse("slots", "names of 256 and values of 1024 bytes at most expected");
      }
      intent.slots.emplace_back(name, word);
    }
  }
  message.intent = std::move(intent);
}

void read_place(const Members& body, Message& message) {
  const auto member = body.object("place");
  if (!member) return;
  Place place;
  place.latitude = member->number("lat", -90, 90);
  place.longitude = member->number("lon", -180, 180);
  if (place.latitude.has_value() != place.longitude.has_value()) {
    member->require(place.latitude ? "lon" : "lat");
  }
  place.address = member->text("address", max_place_address);
  message.place = std::move(place);
}

void read_attachment(const Members& file, Message& message) {
  Attachment attachment;
  attachment.name = file.text("name", max_name);
  attachment.content_type = file.text("content_type", max_name);
  if (attachment.content_type.empty()) file.require("content_type");
  const std::string_view content = file.text("content", no_limit);
  if (content.empty()) file.require("content");
  if (auto bytes = base64_decode(content)) {
    attachment.bytes = *std::move(bytes);
  } else {
    file.refuse("content", "base64 expected");
  }
  attachment.size = attachment.bytes.size();
  message.attachments.push_back(std::move(attachment));
}

void read_attachments(const Members& body, Message& message) {
  const auto files = body.array("attachments");
  if (!files) return;
  if (files->size() > max_attachments) {
    body.mistakes().add(RefusalCode::too_large, "attachments: at most 10");
    return;
  }
  std::size_t index = 0;
  for (const dom::element element : *files) {
    std::string path = fmt::format("attachments[{}]", index++);
    dom::object file;
    if (element.get(file) != simdjson::SUCCESS) {
      body.refuse(path, "object expected");
      return;
    }
    path += '.';
    read_attachment(Members(file, std::move(path), body.mistakes()), message);
  }
}

Message read_members(const Members& body) {
  Message message;
  read_from(body, message);
  message.to = body.text("to", max_address);
  message.text = body.text("text", max_text);
  message.subject = body.text("subject", max_subject);
  read_language(body, message);
  read_intent(body, message);
  read_place(body, message);
  read_attachments(body, message);
  if (message.text.empty() && message.attachments.empty() && !message.intent) {
    body.mistakes().add(RefusalCode::missing_field,
                        "text: required unless there are attachments or an intent");
  }
  return message;
}

}  // namespace

std::variant<Message, Refusal> read_webhook_body(std::string_view body) {
  const JsonBody json(body);
  dom::object object;
  if (const auto error = json.root().get(object)) return unreadable_json(error, "a JSON object");
  Mistakes mistakes;
  Message message = read_members(Members(object, {}, mistakes));
  if (mistakes.first()) return *std::move(mistakes.first());
  return message;
}

}  // namespace crosstown
