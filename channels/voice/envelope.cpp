#include "channels/voice/envelope.h"

#include <charconv>

#include "channels/http/json_body.h"

namespace crosstown::alexa {
namespace {

namespace dom = simdjson::dom;
using Found = simdjson::simdjson_result<dom::element>;

constexpr std::size_t most_slots = 32;
constexpr std::size_t most_attributes = 64;

// Empty where there is no such member, or where it is no text.
std::string text(Found found) {
  std::string_view value;
  return found.get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

// The id of the first value that any list of ours has for what was heard.
std::string resolved(Found slot) {
  dom::array authorities;
  if (slot.at_key("resolutions").at_key("resolutionsPerAuthority").get(authorities) !=
      simdjson::SUCCESS) {
    return {};
  }
  for (const dom::element authority : authorities) {
    const Found each(dom::element{authority});
    if (text(each.at_key("status").at_key("code")) == "ER_SUCCESS_MATCH")
      return text(each.at_key("values").at(0).at_key("value").at_key("id"));
  }
  return {};
}

Intent read_intent(Found found) {
  Intent intent;
  intent.name = text(found.at_key("name"));
  intent.confirmation = text(found.at_key("confirmationStatus"));
  dom::object slots;
  if (found.at_key("slots").get(slots) != simdjson::SUCCESS) return intent;
  for (const auto [name, element] : slots) {
    if (intent.slots.size() == most_slots) break;
    const Found slot(dom::element{element});
    intent.slots.push_back({std::string(name), text(slot.at_key("value")), resolved(slot)});
  }
  return intent;
}

dialogue::Attributes read_attributes(Found found) {
  dialogue::Attributes attributes;
  dom::object members;
  if (found.get(members) != simdjson::SUCCESS) return attributes;
  for (const auto [name, element] : members) {
    if (attributes.size() == most_attributes) break;
    if (element.is_string()) attributes.emplace(name, text(Found(dom::element{element})));
  }
  return attributes;
}

// Two places may name the skill. One that names another is not ours.
std::string application_of(Found root) {
  const std::string session =
      text(root.at_key("session").at_key("application").at_key("applicationId"));
  const std::string system =
      text(root.at_key("context").at_key("System").at_key("application").at_key("applicationId"));
  if (session.empty()) return system;
  return system.empty() || system == session ? session : std::string();
}

std::string user_of(Found root) {
  std::string user = text(root.at_key("session").at_key("user").at_key("userId"));
  if (!user.empty()) return user;
  return text(root.at_key("context").at_key("System").at_key("user").at_key("userId"));
}

// Reads numbers and the marks between them, one after the other.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  int number(std::size_t width) {
    int value = 0;
    const std::string_view digits = rest_.substr(0, width);
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.size() != width || error != std::errc{} || stop != digits.data() + width ||
        digits.front() == '-') {
      good_ = false;
      return 0;
    }
    rest_.remove_prefix(width);
    return value;
  }
  void mark(char c) { good_ = take(c) && good_; }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void skip_digits() {
    const auto end = rest_.find_first_not_of("0123456789");
    rest_.remove_prefix(std::min(end, rest_.size()));
  }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool done() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::chrono::minutes read_offset(TimeReader& reader) {
  if (reader.take('Z')) return std::chrono::minutes(0);
  const bool behind = reader.take('-');
  if (!behind) reader.mark('+');
  const std::chrono::minutes offset(reader.number(2) * 60);
  reader.mark(':');
  const std::chrono::minutes whole = offset + std::chrono::minutes(reader.number(2));
  return behind ? -whole : whole;
}

}  // namespace

std::optional<Time> iso_time(std::string_view text) {
  TimeReader reader(text);
  const std::chrono::year year(reader.number(4));
  reader.mark('-');
  const std::chrono::month month(static_cast<unsigned>(reader.number(2)));
  reader.mark('-');
  const std::chrono::day day(static_cast<unsigned>(reader.number(2)));
  reader.mark('T');
  const std::chrono::hours hours(reader.number(2));
  reader.mark(':');
  const std::chrono::minutes minutes(reader.number(2));
  reader.mark(':');
  const std::chrono::seconds seconds(reader.number(2));
  if (reader.take('.')) reader.skip_digits();
  const std::chrono::minutes offset = read_offset(reader);
  const std::chrono::year_month_day date(year, month, day);
  if (!reader.done() || !date.ok() || hours.count() > 23 || minutes.count() > 59 ||
      seconds.count() > 60) {
    return std::nullopt;
  }
  return Time(std::chrono::sys_days(date) + hours + minutes + seconds - offset);
}

std::variant<Envelope, Refusal> read_envelope(std::string_view body) {
  const JsonBody json(body);
  dom::object object;
  if (const auto error = json.root().get(object)) return unreadable_json(error, "a JSON object");
  const Found root = json.root();
  const Found request = root.at_key("request");
  Envelope envelope;
  envelope.type = text(request.at_key("type"));
  envelope.request_id = text(request.at_key("requestId"));
  envelope.timestamp = iso_time(text(request.at_key("timestamp")));
  envelope.locale = text(request.at_key("locale"));
  envelope.application = application_of(root);
  envelope.user = user_of(root);
  envelope.dialog_state = text(request.at_key("dialogState"));
  envelope.attributes = read_attributes(root.at_key("session").at_key("attributes"));
  if (const Found intent = request.at_key("intent"); intent.error() == simdjson::SUCCESS)
    envelope.intent = read_intent(intent);
  return envelope;
}

}  // namespace crosstown::alexa
