#include "channels/sms/twilio_message.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

namespace crosstown {
namespace {

constexpr int max_media = 10;  // Twilio's own limit

bool is_id_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
         c == '-';
}

template <typename Number>
std::optional<Number> number_in(std::string_view text, Number low, Number high) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  // Written so that NaN, which from_chars reads, is outside every range.
  if (!whole || !(number >= low && number <= high)) return std::nullopt;
  return number;
}

// The last path segment of Twilio's media URL ("ME…") is not an id of ours: `id` stays empty until
// the content store has the bytes.
std::vector<Attachment> media_of(const Form& form) {
  const int sent = number_in(form["NumMedia"], 0, std::numeric_limits<int>::max()).value_or(0);
  const int count = std::min(sent, max_media);
  std::vector<Attachment> attachments;
  attachments.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const std::string index = std::to_string(i);
    const std::string_view url = form["MediaUrl" + index];
    if (url.empty()) continue;
    Attachment& attachment = attachments.emplace_back();
    attachment.source_url = url;
    attachment.content_type = form["MediaContentType" + index];
  }
  return attachments;
}

std::optional<Place> place_of(const Form& form) {
  Place place;
  const auto latitude = number_in(form["Latitude"], -90.0, 90.0);
  const auto longitude = number_in(form["Longitude"], -180.0, 180.0);
  if (latitude && longitude) {
    place.latitude = latitude;
    place.longitude = longitude;
  }
  place.address = form["Address"];
  if (const std::string_view label = form["Label"]; !label.empty() && label != place.address) {
    place.address.insert(0, std::string(label) + (place.address.empty() ? "" : ", "));
  }
  if (!place.latitude && place.address.empty()) return std::nullopt;
  return place;
}

OptOut opt_out_of(std::string_view type) {
  if (type == "STOP") return OptOut::stop;
  if (type == "START") return OptOut::start;
  if (type == "HELP") return OptOut::help;
  return OptOut::none;
}

}  // namespace

std::string_view twilio_message_id(const Form& form) {
  std::string_view id = form["MessageSid"];
  if (id.empty()) id = form["SmsMessageSid"];  // its old name, still sent along
  const bool fits = !id.empty() && id.size() <= 64;
  return fits && std::all_of(id.begin(), id.end(), is_id_character) ? id : std::string_view{};
}

Message twilio_message(const Form& form, std::string_view message_id) {
  Message message;
  message.provider_id = message_id;
  message.from = form["From"];
  message.from_name = form["ProfileName"];
  message.to = form["To"];
  message.text = form["Body"];
  if (message.text.empty()) message.text = form["ButtonText"];
  message.attachments = media_of(form);
  message.place = place_of(form);
  message.opt_out = opt_out_of(form["OptOutType"]);
  return message;
}

}  // namespace crosstown
