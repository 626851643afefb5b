// Why a message would go where it would go. Nothing is kept, sent or logged of it.
#include <simdjson.h>

#include "daemon/admin/calls.h"
#include "daemon/admin/explain.h"
#include "daemon/admin/json_pages.h"

namespace crosstown::calls {
namespace {

// False: a member of that name is there and no string.
bool read(simdjson::dom::object object, std::string_view key, std::string& into) {
  simdjson::dom::element element;
  if (object[key].get(element) != simdjson::SUCCESS || element.is_null()) return true;
  std::string_view value;
  if (element.get(value) != simdjson::SUCCESS) return false;
  into = value;
  return true;
}

}  // namespace

Answer explain(const AdminParts& parts, Call call) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  const simdjson::padded_string padded{std::string_view(call.request.body)};
  if (parser.parse(padded).get(object) != simdjson::SUCCESS)
    co_return pages::error(400, "malformed", "A JSON object is expected.");
  ExplainWish wish;
  const bool strings = read(object, "text", wish.text) && read(object, "subject", wish.subject) &&
                       read(object, "channel", wish.channel) && read(object, "from", wish.from) &&
                       read(object, "language", wish.language);
  if (!strings || (wish.text.empty() && wish.subject.empty()))
    co_return pages::error(400, "missing_field",
                           "text: a string is expected; so are subject, channel, from and "
                           "language where they are given.");
  const std::shared_ptr<const City> city = parts.city.get();
  if (!wish.channel.empty() && !city->channel(wish.channel))
    co_return pages::error(404, "no_channel", "There is no channel of that name.");
  co_return pages::json(explanation_json(*city, wish, now()));
}

}  // namespace crosstown::calls
