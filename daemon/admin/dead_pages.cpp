#include "daemon/admin/dead_pages.h"

#include "daemon/admin/json_object.h"
#include "daemon/admin/json_pages.h"

namespace crosstown::pages {
namespace {

void append_letter(Object& object, const DeadLetter& letter) {
  object.text("id", to_text(letter.id))
      .text("tracking", letter.tracking)
      .text("channel", letter.channel)
      .text("queue", letter.queue)
      .text("priority", letter.priority)
      .text("type", letter.type)
      .number("deliveries", static_cast<std::uint64_t>(letter.deliveries))
      .text("reason", printable(letter.reason))
      .text("time", utc(letter.time))
      .flag("damaged", letter.tracking.empty());
}

bool is_json(const std::string& text) {
  simdjson::dom::parser parser;
  return parser.parse(text).error() == simdjson::SUCCESS;
}

}  // namespace

http::Response dead_list(const std::vector<DeadLetter>& letters, bool more) {
  std::string body;
  {
    Object object(body);
    append_list(object.name("entries"), letters, [&](const DeadLetter& letter) {
      Object one(body);
      append_letter(one, letter);
    });
    if (more && !letters.empty())
      object.text("next", to_text(letters.back().id));
    else
      object.name("next") += "null";
  }
  return json(std::move(body));
}

http::Response dead_letter(const DeadLetter& letter) {
  std::string body;
  {
    Object object(body);
    append_letter(object, letter);
    if (is_json(letter.event))
      object.name("event") += letter.event;
    else
      object.name("event") += "null";
  }
  return json(std::move(body));
}

}  // namespace crosstown::pages
