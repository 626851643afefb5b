#include "daemon/admin/explain.h"

#include <algorithm>

#include "daemon/admin/json_object.h"
#include "daemon/config/foresee.h"

namespace crosstown {
namespace {

using pages::Object;

Message message_of(const City& city, const ExplainWish& wish) {
  Message message;
  message.id = "explain";
  message.provider_id = "explain";
  message.from = wish.from;
  message.language = wish.language;
  message.subject = wish.subject;
  message.text = wish.text;
  const Channel* channel = city.channel(wish.channel);
  if (!channel && !city.channels.empty()) channel = &city.channels.begin()->second;
  if (channel) {
    message.channel = channel->name;
    message.adapter = channel->adapter_name;
    message.medium = channel->medium;
  }
  return message;
}

void append_text_or_null(Object& object, std::string_view key, std::string_view text) {
  if (text.empty())
    object.name(key) += "null";
  else
    object.text(key, text);
}

void append_routing(std::string& out, const Routing& routing) {
  Object object(out);
  object.text("queue", routing.queue)
      .text("type", routing.type)
      .text("priority", to_text(routing.priority))
      .number("tier", static_cast<std::uint64_t>(routing.tier))
      .text("rule", routing.rule);
  append_text_or_null(object, "answer", routing.answer);
  object.flag("after_hours", routing.after_hours);
  append_text_or_null(object, "due", routing.due_at ? pages::utc(*routing.due_at) : "");
  pages::append_list(object.name("why"), routing.why,
                     [&](const std::string& line) { json::append_string(out, line); });
}

void append_steps(std::string& out, Object& object, std::vector<Explanation::Step> steps) {
  const std::size_t left_off = steps.size() - std::min(steps.size(), most_steps);
  const auto first = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() - left_off - 1);
  if (left_off > 0) steps.erase(first, first + static_cast<std::ptrdiff_t>(left_off));
  pages::append_list(object.name("steps"), steps, [&](const Explanation::Step& step) {
    Object(out).text("rule", step.rule).flag("matched", step.matched).text("reason", step.reason);
  });
  object.number("steps_left_off", left_off);
}

std::string_view word_of(Decision::Kind kind) {
  switch (kind) {
    case Decision::Kind::people: return {};
    case Decision::Kind::status: return "status";
    case Decision::Kind::served: return "answer";
    case Decision::Kind::opt_out: return "opt_out";
    case Decision::Kind::opt_in: return "opt_in";
    case Decision::Kind::list: return "requests";
    case Decision::Kind::anew: return "new_request";
    case Decision::Kind::close: return "close";
  }
  return {};
}

void append_areas(std::string& out, const Message& message) {
  Object areas(out);
  if (!message.place) return;
  for (const auto& [kind, value] : message.place->areas) areas.text(kind, value);
}

Judges judges_of(const City& city) {
  return {city.normaliser,     city.languages,
          city.places.get(),   city.emergency ? &*city.emergency : nullptr,
          city.self_service(), *city.rules,
          *city.calendars,     *city.promises,
          city.overflow.get()};
}

}  // namespace

std::string explanation_json(const City& city, const ExplainWish& wish, Time now) {
  const Judges judges = judges_of(city);
  Message message = message_of(city, wish);
  const Judged::By by = prepare(message, judges);
  const Foreseen came = foresee(message, judges, now);
  const bool alarmed = came.routing && came.routing->rule == emergency_rule && city.emergency;
  const auto emergency = alarmed ? city.emergency->tripwire->check(message) : std::nullopt;
  const OpenCalendars open = city.calendars->open_at(now);
  Explanation explanation = city.rules->explain(message, circumstances_of(message, open));

  std::string out;
  {
    Object object(out);
    object.text("channel", message.channel)
        .text("medium", to_text(message.medium))
        .text("language", message.language)
        .text("language_by", to_text(by));
    append_areas(object.name("areas"), message);
    append_text_or_null(object, "emergency", emergency ? emergency->word : "");
    append_text_or_null(object, "self_service", word_of(came.decision.kind));
    append_text_or_null(object, "says", came.decision.words);
    object.text("decided_by", emergency ? "emergency" : came.routing ? "rules" : "self-service");
    append_routing(object.name("routing"),
                   came.routing ? *came.routing : route(message, judges, now));
    append_steps(out, object, std::move(explanation.steps));
  }
  return out;
}

}  // namespace crosstown
