// For whoever takes calls and walk-ins: requests that staff enters, scripted answers, who somebody
// is.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>

#include "daemon/admin/body_reader.h"
#include "daemon/admin/calls.h"
#include "daemon/admin/json_object.h"
#include "daemon/admin/json_pages.h"
#include "daemon/admin/query.h"
#include "daemon/admin/work_pages.h"
#include "router/message/text.h"
#include "router/store/identity.h"

namespace crosstown::calls {
namespace {

using http::Response;

constexpr std::size_t longest_text = 200'000, longest_word = 320, longest_key = 200;
constexpr std::size_t longest_question = 500, most_answers = 10, most_of_resident = 50;

Response bad(std::string_view name, std::string_view what) {
  return pages::error(400, "bad_field", fmt::format("{}: {}.", name, what));
}

void read_place(BodyReader& body, Message& message) {
  const auto object = body.object("place");
  if (!object) return;
  body.enter(*object);
  Place place;
  place.address = body.text("address", 500);
  place.latitude = body.number("lat");
  place.longitude = body.number("lon");
  const auto within = [](const std::optional<double>& value, double most) {
    return !value || (*value >= -most && *value <= most);
  };
  if (place.latitude.has_value() != place.longitude.has_value() || !within(place.latitude, 90) ||
      !within(place.longitude, 180))
    body.mistake("place", "lat from -90 to 90 and lon from -180 to 180 are expected together");
  if (!place.address.empty() || place.latitude) message.place = std::move(place);
}

std::optional<Priority> priority_named(std::string_view word) {
  for (const Priority one : {Priority::urgent, Priority::normal, Priority::low})
    if (to_text(one) == word) return one;
  return std::nullopt;
}

struct Entry {
  Message message;
  DeskRouting routing;
  std::string channel;
};

Entry read_entry(BodyReader& body, const City& city) {
  Entry entry;
  entry.channel = body.required_text("channel", longest_word);
  entry.message.text = body.required_text("text", longest_text);
  entry.message.from = body.text("from", longest_word);
  entry.message.from_name = body.text("name", longest_word);
  entry.message.subject = body.text("subject", longest_word);
  entry.message.language = body.text("language", 35);
  entry.routing.queue = body.text("queue", longest_word);
  entry.routing.type = body.text("type", 64);
  const std::string priority = body.text("priority", 10);
  entry.routing.priority = priority_named(priority);
  if (!priority.empty() && !entry.routing.priority)
    body.mistake("priority", "urgent, normal or low is expected");
  if (!city.channel(entry.channel))
    body.mistake("channel", "the configuration has none of this name");
  if (!entry.routing.queue.empty() && !city.queue_names.contains(entry.routing.queue))
    body.mistake("queue", "the configuration has none of this name");
  const bool plain = std::all_of(entry.routing.type.begin(), entry.routing.type.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  if (!plain) body.mistake("type", "small letters, digits, - and _ are expected");
  read_place(body, entry.message);
  return entry;
}

void append_answer(std::string& out, const ScriptedAnswer& answer, std::string_view language) {
  pages::Object(out)
      .text("id", answer.id)
      .text("title", answer.title_in(language))
      .text("text", answer.text_in(language))
      .text("queue", answer.owner);
}

// Whether each word of the question begins a word of the title: for whoever is still typing.
bool title_fits(std::string_view folded_title, std::string_view folded_question) {
  const std::string title = " " + std::string(folded_title);
  while (!folded_question.empty()) {
    const auto word = folded_question.substr(0, folded_question.find(' '));
    folded_question.remove_prefix(std::min(folded_question.size(), word.size() + 1));
    if (!word.empty() && title.find(" " + std::string(word)) == std::string::npos) return false;
  }
  return true;
}

// What the book finds, best first, then what the titles say.
std::vector<const ScriptedAnswer*> find_answers(const City& city, std::string_view question,
                                                std::string_view language) {
  std::vector<const ScriptedAnswer*> found;
  const Time time = now();
  for (const Match& match : city.answers->search(question, language, time))
    found.push_back(match.answer);
  const std::string folded = fold(question);
  for (const ScriptedAnswer& answer : city.answers->answers()) {
    if (found.size() >= most_answers) break;
    if (answer.expires && *answer.expires <= time) continue;
    if (std::find(found.begin(), found.end(), &answer) != found.end()) continue;
    if (title_fits(fold(answer.title_in(language)), folded)) found.push_back(&answer);
  }
  return found;
}

}  // namespace

// The caller's key makes it once, as a provider id does for gateways.
Answer enter_request(const AdminParts& parts, Call call) {
  const std::string_view key = call.request.header("Idempotency-Key");
  if (key.empty() || key.size() > longest_key)
    co_return bad("Idempotency-Key",
                  "a header of 1 to 200 bytes is expected, new for each request");
  const auto city = parts.city.get();
  BodyReader body(call.request.body);
  Entry entry = read_entry(body, *city);
  if (body.problem()) co_return *body.problem();
  entry.message.provider_id = "desk:" + std::string(key);
  entry.routing.by = call.asker.by;
  const Channel& channel = *city->channel(entry.channel);
  auto entering = parts.intake.take_entered(city, channel, call.request, std::move(entry.message),
                                            std::move(entry.routing));
  const Outcome outcome = co_await std::move(entering);
  const auto* accepted = std::get_if<Accepted>(&outcome);
  if (!accepted) co_return pages::error(503, "unavailable", "It cannot be kept at the moment.");
  std::string out;
  pages::Object(out).text("tracking", accepted->tracking).flag("duplicate", accepted->duplicate);
  Response response = pages::json(std::move(out), accepted->duplicate ? 200 : 201);
  response.headers.emplace_back("Location", "/api/v1/requests/" + accepted->tracking);
  SPDLOG_INFO("event=request_entered tracking={} channel={} by={}", accepted->tracking,
              channel.name, call.asker.by);
  co_return response;
}

Answer search_answers(const AdminParts& parts, Call call) {
  const auto city = parts.city.get();
  const QueryValues query(call.request.target);
  const std::string question = clean(std::string(query["q"].substr(0, longest_question)));
  if (question.empty()) co_return bad("q", "what is looked for is expected");
  std::string_view language = query["language"];
  if (language.empty()) language = city->default_language;
  std::string out;
  {
    pages::Object object(out);
    pages::append_list(
        object.name("answers"), find_answers(*city, question, language),
        [&](const ScriptedAnswer* answer) { append_answer(out, *answer, language); });
  }
  co_return pages::json(std::move(out));
}

// By an address, on every channel of the city: a number, an email address, a session.
Answer show_resident(const AdminParts& parts, Call call) {
  const auto city = parts.city.get();
  std::map<int, Desk::Conversations> conversations;  // an address reads differently by medium
  for (const auto& [name, channel] : city->channels) {
    Message message;
    message.channel = name;
    message.medium = channel.medium;
    message.from = path_text(call.path("address"));
    normalise(message, city->normaliser);
    if (message.from.empty()) continue;
    const Identity identity = identify(message, parts.store.partitions());
    conversations[identity.partition].emplace_back(name, identity.conversation);
  }
  std::vector<RequestRecord> requests;
  for (const auto& [partition, some] : conversations) {
    auto looking = parts.store.desk().of_resident(partition, some, most_of_resident);
    const auto found = co_await std::move(looking);
    if (found.outcome != Desk::Outcome::done)
      co_return pages::not_done(found.outcome, found.detail);
    requests.insert(requests.end(), found.value.begin(), found.value.end());
  }
  std::sort(requests.begin(), requests.end(),
            [](const RequestRecord& a, const RequestRecord& b) { return b.opened < a.opened; });
  SearchPage page;
  page.requests = std::move(requests);
  co_return pages::requests(page);
}

}  // namespace crosstown::calls
