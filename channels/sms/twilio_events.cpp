#include "channels/sms/twilio_events.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <string>
#include <utility>
#include <vector>

#include "channels/http/json_body.h"

namespace crosstown {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view incoming_message = "com.twilio.messaging.inbound-message.received";

// The names in an event are those in a form with a small first letter.
std::string form_name(std::string_view name) {
  std::string text(name);
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') text.front() ^= 0x20;
  return text;
}

std::optional<std::string> form_value(const dom::element& value) {
  switch (value.type()) {
    case dom::element_type::STRING: return std::string(std::string_view(value));
    case dom::element_type::INT64: return fmt::format("{}", std::int64_t(value));
    case dom::element_type::UINT64: return fmt::format("{}", std::uint64_t(value));
    case dom::element_type::DOUBLE: return fmt::format("{}", double(value));
    case dom::element_type::BOOL: return std::string(bool(value) ? "true" : "false");
    default: return std::nullopt;
  }
}

bool read_fields(const dom::object& data, Form& form) {
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto [name, value] : data) {
    if (auto text = form_value(value)) texts.emplace_back(form_name(name), *std::move(text));
  }
  std::vector<FormField> fields;
  fields.reserve(texts.size());
  for (const auto& [name, value] : texts) fields.push_back({.name = name, .value = value});
  return form.assign(fields);
}

// Reads events one by one; gives why one cannot be taken.
class EventReader {
 public:
  explicit EventReader(const TakeTwilioMessage& take) : take_(take) {}

  std::optional<Refusal> read(const dom::element& element) {
    ++place_;
    dom::object event;
    if (element.get(event) != simdjson::SUCCESS) return malformed("an object expected");
    std::string_view type;
    if (event.at_key("type").get(type) != simdjson::SUCCESS)
      return malformed("type: a string expected");
    if (type != incoming_message) return std::nullopt;
    dom::object data;
    if (event.at_key("data").get(data) != simdjson::SUCCESS || !read_fields(data, form_)) {
      return malformed(
          fmt::format("data: an object of at most {} members expected", Form::max_fields));
    }
    auto refused = take_(form_);
    if (refused) refused->detail = placed(refused->detail);
    return refused;
  }

 private:
  [[nodiscard]] std::string placed(std::string_view detail) const {
    return fmt::format("event {}: {}", place_, detail);
  }
  [[nodiscard]] Refusal malformed(std::string_view detail) const {
    return {.code = RefusalCode::malformed, .detail = placed(detail), .names_our_account = true};
  }

  const TakeTwilioMessage& take_;
  Form form_;
  std::size_t place_ = 0;  // of the event that is being read, from 1
};

}  // namespace

std::optional<Refusal> read_twilio_events(std::string_view body, const TakeTwilioMessage& take,
                                          std::vector<Refusal>& odd) {
  const JsonBody json(body);
  EventReader reader(take);
  const auto read = [&](const dom::element& event) {
    if (auto refused = reader.read(event)) odd.push_back(*std::move(refused));
  };
  dom::array events;
  const auto error = json.root().get(events);
  if (error == simdjson::INCORRECT_TYPE && json.root().is_object()) {
    read(json.root().value_unsafe());
    return std::nullopt;
  }
  if (error != simdjson::SUCCESS) return unreadable_json(error, "an event or an array of events");
  if (events.size() > max_twilio_events) {
    return Refusal{.code = RefusalCode::too_large,
                   .detail = fmt::format("more than {} events", max_twilio_events)};
  }
  for (const dom::element event : events) read(event);
  return std::nullopt;
}

}  // namespace crosstown
