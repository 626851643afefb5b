// Writes events of every kind of message, one a line, for envelope_schema_test.py.
#include <iostream>
#include <string>

#include "router/message/envelope.h"
#include "router/message/normalise.h"
#include "router/message/uuid.h"

namespace crosstown {
namespace {

using namespace std::string_literals;

Message plain(Medium medium) {
  const Time now(std::chrono::milliseconds(1'795'363'445'123));
  Message message;
  message.id = uuid_v7(now);
  message.time = now;
  message.medium = medium;
  message.channel = "channel-" + std::string(to_text(medium));
  message.adapter = "webhook";
  message.provider_id = "id-1";
  message.from = "+18015550123";
  message.from_name = "Maria";
  message.to = "+18015550100";
  message.text = "There is a pothole on Main Street";
  return message;
}

Message with_text(std::string text) {
  Message message = plain(Medium::chat);
  message.subject = text.substr(0, 200);
  message.from_name = text.substr(0, 50);
  message.provider_id = text.substr(0, 50);
  message.text = std::move(text);
  return message;
}

Message without_resident() {
  Message message = plain(Medium::phone);
  message.from = "anonymous";
  message.from_name.clear();
  message.to.clear();
  message.text.clear();
  return message;
}

Message with_everything() {
  Message message = plain(Medium::voice_assistant);
  message.language = "es-mx";
  message.subject = "Bache";
  message.attachments.push_back({std::string(64, 'a'), "image/jpeg", "foto ñ.jpg", 123, "", ""});
  message.attachments.push_back({"", "image/png", "", 0, "https://media.example.org/1", ""});
  message.intent = Intent{"ReportIssue", {{"kind", "pothole"}, {"\"quoted\"", ""}}};
  message.place = Place{40.3, -111.7, "1 Main St"};
  return message;
}

Message with_place(Place place) {
  Message message = plain(Medium::app);
  message.place = std::move(place);
  return message;
}

std::vector<Message> all() {
  std::vector<Message> messages;
  for (const auto medium : {Medium::phone, Medium::sms, Medium::chat, Medium::email,
                            Medium::voice_assistant, Medium::app, Medium::walk_in}) {
    messages.push_back(plain(medium));
  }
  messages.push_back(without_resident());
  messages.push_back(with_everything());
  messages.push_back(with_place({std::nullopt, std::nullopt, "1 Main St"}));
  messages.push_back(with_place({-90.0, 180.0, ""}));
  messages.push_back(
      with_place({40.3, -111.7, "", {{"ward", "3"}, {"trash_day", "Tue\"s"}}, "address"}));
  messages.push_back(with_place({1e9, 0.0, ""}));
  messages.push_back(with_text(std::string(100'000, 'x')));
  messages.push_back(with_text("ñ" + std::string(32 * 1024 - 3, 'x') + "ññ"));
  messages.push_back(with_text("\",\"data\":{}}\\\\\" \x01\x7f\0\xff\xc0 \u202E <script>\r\n"s));
  messages.push_back(with_text("\U0001F525\u2028 街上有坑洞 \xED\xA0\x80"));
  return messages;
}

}  // namespace
}  // namespace crosstown

int main() {
  using namespace crosstown;
  Routing routings[] = {
      {"public-works",
       "pothole",
       Priority::urgent,
       "potholes \"big\"",
       {"text matched \"bache\"", "channel is city-sms"}},
      {"front-desk", "general", Priority::low, "everything else", {}},
  };
  routings[0].after_hours = true;
  routings[0].due_at = Time(std::chrono::milliseconds(1'795'539'600'000));
  std::uint64_t sequence = 0;
  for (auto message : all()) {
    normalise(message, {});
    const auto& routing = routings[sequence % 2];
    const auto event = fragments(message, routing, "city-sms:+18015550123");
    ++sequence;
    std::cout << joined(event, "26-0001234-9", sequence, sequence % 3 == 0, routing.queue) << '\n';
  }
}
