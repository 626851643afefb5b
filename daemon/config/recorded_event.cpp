#include "daemon/config/recorded_event.h"

#include "router/message/event_time.h"

namespace crosstown {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

std::string text_in(const object& from, std::string_view key) {
  std::string_view text;
  return from[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

std::optional<object> object_in(const object& from, std::string_view key) {
  object found;
  return from[key].get(found) == simdjson::SUCCESS ? std::optional(found) : std::nullopt;
}

std::vector<std::pair<std::string, std::string>> texts_of(const object& from) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [name, value] : from) {
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS) out.emplace_back(name, text);
  }
  return out;
}

std::optional<Place> place_of(const object& data) {
  const auto found = object_in(data, "place");
  if (!found) return std::nullopt;
  Place place;
  place.address = text_in(*found, "address");
  double lat = 0, lon = 0;
  if ((*found)["lat"].get(lat) == simdjson::SUCCESS &&
      (*found)["lon"].get(lon) == simdjson::SUCCESS) {
    place.latitude = lat;
    place.longitude = lon;
  }
  if (const auto areas = object_in(*found, "areas")) place.areas = texts_of(*areas);
  return place;
}

std::optional<Intent> intent_of(const object& data) {
  const auto found = object_in(data, "intent");
  if (!found) return std::nullopt;
  Intent intent{text_in(*found, "name"), {}};
  if (const auto slots = object_in(*found, "slots")) intent.slots = texts_of(*slots);
  return intent;
}

// That there were some is what self-service asks.
std::vector<Attachment> attachments_of(const object& data) {
  std::vector<Attachment> out;
  simdjson::dom::array list;
  if (data["attachments"].get(list) != simdjson::SUCCESS) return out;
  for (const element one : list) {
    object file;
    if (one.get(file) != simdjson::SUCCESS) continue;
    Attachment attachment;
    attachment.id = text_in(file, "id");
    attachment.content_type = text_in(file, "content_type");
    out.push_back(std::move(attachment));
  }
  return out;
}

bool read_message(const object& event, const object& data, Message& message) {
  const auto medium = medium_from(text_in(data, "medium"));
  const auto time = event_time(text_in(event, "time"));
  if (!medium || !time) return false;
  message.id = text_in(event, "id");
  message.time = *time;
  message.medium = *medium;
  message.channel = text_in(data, "channel");
  message.adapter = text_in(data, "adapter");
  message.provider_id = text_in(data, "provider_id");
  if (const auto from = object_in(data, "from")) {
    message.from = text_in(*from, "address");
    message.from_name = text_in(*from, "name");
  }
  if (const auto to = object_in(data, "to")) message.to = text_in(*to, "address");
  message.language = text_in(data, "language");
  message.subject = text_in(data, "subject");
  message.text = text_in(data, "text");
  message.attachments = attachments_of(data);
  message.intent = intent_of(data);
  message.place = place_of(data);
  return !message.channel.empty();
}

bool was_flooded(const object& routing) {
  simdjson::dom::array why;
  if (routing["why"].get(why) != simdjson::SUCCESS) return false;
  for (const element line : why) {
    std::string_view text;
    if (line.get(text) == simdjson::SUCCESS && text.starts_with("kept low:")) return true;
  }
  return false;
}

}  // namespace

std::optional<RecordedEvent> read_event(simdjson::dom::parser& parser, std::string_view event) {
  object root;
  if (parser.parse(event.data(), event.size()).get(root) != simdjson::SUCCESS) return std::nullopt;
  const auto data = object_in(root, "data");
  const auto routing = data ? object_in(*data, "routing") : std::nullopt;
  if (!routing) return std::nullopt;
  RecordedEvent out;
  if (!read_message(root, *data, out.message)) return std::nullopt;
  bool cut = false;
  out.cut = (*data)["text_truncated"].get(cut) == simdjson::SUCCESS && cut;
  out.tracking = text_in(root, "subject");
  out.queue = text_in(*routing, "queue");
  out.type = text_in(*routing, "type");
  out.priority = text_in(*routing, "priority");
  out.rule = text_in(*routing, "rule");
  out.flooded = was_flooded(*routing);
  if (out.queue.empty()) return std::nullopt;
  return out;
}

}  // namespace crosstown
