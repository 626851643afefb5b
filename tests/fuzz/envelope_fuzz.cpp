// Whatever a provider sends, the event is JSON, and what it says is what the message holds.
#include <simdjson.h>

#include <cstdint>
#include <string>

#include "router/message/envelope.h"
#include "router/message/normalise.h"
#include "router/message/text.h"
#include "tests/fuzz/check.h"

namespace {

using namespace crosstown;

// Fields are cut from the input at byte 0xFF, which clean text never holds.
class Fields {
 public:
  explicit Fields(std::string_view input) : rest_(input) {}

  std::string next() {
    const auto end = rest_.find('\xFF');
    std::string field(rest_.substr(0, end));
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return field;
  }

 private:
  std::string_view rest_;
};

Message message_from(Fields fields) {
  Message message;
  message.id = "0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11";
  message.channel = "city-sms";
  message.adapter = "twilio-sms";
  message.text = fields.next();
  message.provider_id = fields.next();
  message.medium = message.provider_id.size() % 2 == 0 ? Medium::sms : Medium::email;
  message.from = fields.next();
  message.from_name = fields.next();
  message.to = fields.next();
  message.language = fields.next();
  message.subject = fields.next();
  message.attachments.push_back({"", fields.next(), fields.next(), 1, fields.next(), ""});
  message.intent = Intent{fields.next(), {{fields.next(), fields.next()}}};
  message.place = Place{40.3, -111.7, fields.next()};
  return message;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Message message = message_from(Fields({reinterpret_cast<const char*>(data), size}));
  normalise(message, {});
  const Routing routing{"q", "general", Priority::normal, message.subject, {message.from_name}};
  const std::string event =
      joined(fragments(message, routing, message.provider_id), "26-0001234-9", 1, true, "q");

  static simdjson::dom::parser parser;
  simdjson::dom::element root;
  FUZZ_CHECK(parser.parse(event).get(root) == simdjson::SUCCESS);
  const auto says = [&](const char* pointer, std::string_view expected) {
    std::string_view text;
    return root.at_pointer(pointer).get(text) == simdjson::SUCCESS && text == expected;
  };
  FUZZ_CHECK(says("/data/text", cut(message.text, max_event_text)));
  FUZZ_CHECK(says("/data/provider_id", message.provider_id));
  FUZZ_CHECK(says("/data/language", message.language));
  FUZZ_CHECK(message.from.empty() || says("/data/from/address", message.from));
  FUZZ_CHECK(message.subject.empty() || says("/data/subject", message.subject));
  FUZZ_CHECK(says("/data/attachments/0/content_type", message.attachments[0].content_type));
  FUZZ_CHECK(says("/data/intent/name", message.intent->name));
  FUZZ_CHECK(says("/subject", "26-0001234-9"));

  const Message once = message;
  normalise(message, {});
  FUZZ_CHECK(message.text == once.text && message.from == once.from && message.to == once.to);
  FUZZ_CHECK(message.provider_id == once.provider_id && message.subject == once.subject);
  FUZZ_CHECK(message.language == once.language);
  return 0;
}
