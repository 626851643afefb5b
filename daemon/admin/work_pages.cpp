#include "daemon/admin/work_pages.h"

#include <simdjson.h>

#include <algorithm>

#include "daemon/admin/json_object.h"
#include "daemon/admin/json_pages.h"

namespace crosstown::pages {
namespace {

using http::Response;
using Outcome = Work::Outcome;

// An event is JSON already; what is none (anybody can write into Redis) is shown as text.
void append_event(Object& object, std::string_view event) {
  static thread_local simdjson::dom::parser parser;
  simdjson::dom::object parsed;
  if (parser.parse(event.data(), event.size()).get(parsed) == simdjson::SUCCESS)
    object.name("event") += event;
  else
    object.text("unreadable_event", printable(event));
}

void append_record(Object& object, const RequestRecord& record) {
  object.text("tracking", record.tracking)
      .text("status", record.status)
      .text("queue", record.queue)
      .text("type", record.type)
      .text("priority", record.priority)
      .text("channel", record.channel)
      .text("opened", utc(record.opened));
}

void append_messages(std::string& out, Object& object, const std::vector<HeldMessage>& messages) {
  append_list(object.name("messages"), messages, [&out](const HeldMessage& one) {
    Object message(out);
    message.text("id", one.id).text("queue", one.queue).text("priority", one.priority);
    message.name("deliveries") += one.deliveries.empty() ? "0" : one.deliveries;
    append_event(message, one.event);
  });
}

void append_item(std::string& out, const ThreadItem& item) {
  Object object(out);
  object.text("id", item.place);
  for (const auto& [name, value] : item.fields) {
    if (name == "event")
      append_event(object, value);
    else
      object.text(printable(name), printable(value));
  }
}

void append_entries(Object& object, std::string_view name, const QueueView::Entries& entries) {
  Object(object.name(name))
      .number("waiting", entries.waiting)
      .flag("more", entries.more)
      .number("pending", entries.pending);
}

// "n|26-0000001-8|public-works|pothole|normal|city-sms", as requests.lua tells of what was
// accepted.
struct Received {
  bool new_request = false;
  std::string_view tracking, queue, type, priority, channel;
};
Received received_of(std::string_view line) {
  const auto next = [&line] {
    const std::string_view field = line.substr(0, line.find('|'));
    line.remove_prefix(std::min(line.size(), field.size() + 1));
    return field;
  };
  Received one;
  one.new_request = next() == "n";
  one.tracking = next();
  one.queue = next();
  one.type = next();
  one.priority = next();
  one.channel = next();
  return one;
}

std::vector<Received> received_in(std::string_view list, std::string_view queue) {
  std::vector<Received> all;
  while (!list.empty()) {
    const std::string_view line = list.substr(0, list.find('\n'));
    list.remove_prefix(std::min(list.size(), line.size() + 1));
    const Received one = received_of(line);
    if (queue.empty() || one.queue == queue) all.push_back(one);
  }
  return all;
}

std::string received_event(std::string_view list, std::string_view queue) {
  const auto all = received_in(list, queue);
  std::string out;
  if (all.empty()) return out;
  {
    Object object(out);
    object.text("kind", "received");
    append_list(object.name("messages"), all, [&out](const Received& one) {
      Object(out)
          .text("tracking", one.tracking)
          .flag("new_request", one.new_request)
          .text("queue", one.queue)
          .text("type", one.type)
          .text("priority", one.priority)
          .text("channel", one.channel);
    });
  }
  return out;
}

}  // namespace

Response lease(const Lease& lease) {
  std::string body;
  {
    Object object(body);
    object.text("lease", to_text(lease.id)).text("until", utc(lease.until));
    {
      Object request(object.name("request"));
      append_record(request, lease.request);
    }
    append_messages(body, object, lease.messages);
  }
  return json(std::move(body));
}

Response settled(const Work::Settled& settled, bool finished) {
  std::string body;
  {
    Object object(body);
    object.flag("finished", finished);
    if (settled.until != Time{}) object.text("until", utc(settled.until));
    if (!settled.messages.empty()) append_messages(body, object, settled.messages);
    if (settled.dead > 0) object.number("dead", settled.dead);
  }
  return json(std::move(body));
}

Response not_settled(Outcome outcome, std::string_view detail) {
  const std::string whom(detail);
  switch (outcome) {
    case Outcome::late:
      return error(409, "late",
                   whom.empty() ? "This lease is over: the request is nobody's, or was finished."
                                : "This lease is over: " + whom + " holds the request now.");
    case Outcome::not_yours: return error(403, "not_yours", "This lease is " + whom + "'s.");
    case Outcome::held: return error(409, "held", whom + " holds the request.");
    case Outcome::missing: return error(404, "not_found", "No request has this number.");
    case Outcome::none: return error(409, "nothing_waits", "Nothing of this request waits.");
    case Outcome::busy:
      return error(409, "busy", "The books are being counted: try again in a moment.");
    case Outcome::at_worker:
      return error(409, "at_worker", "A Redis worker has this request's message.");
    case Outcome::dead:
      return error(409, "dead", "This request's message is a dead letter: replay or drop it.");
    case Outcome::refused: return error(409, "refused", printable(detail));
    case Outcome::done:
    case Outcome::more:
    case Outcome::unavailable: break;
  }
  return error(503, "unavailable", "Redis does not answer.");
}

Response not_done(Desk::Outcome outcome, std::string_view detail) {
  switch (outcome) {
    case Desk::Outcome::missing: return not_settled(Outcome::missing, detail);
    case Desk::Outcome::held: return not_settled(Outcome::held, detail);
    case Desk::Outcome::busy: return not_settled(Outcome::busy, detail);
    case Desk::Outcome::refused: return not_settled(Outcome::refused, detail);
    case Desk::Outcome::bad_cursor:
      return error(400, "bad_field", "after: the `next` of an earlier page is expected.");
    case Desk::Outcome::done:
    case Desk::Outcome::unavailable: break;
  }
  return not_settled(Outcome::unavailable, {});
}

Response bad_number() {
  return error(400, "bad_number", "This is not a tracking number: a digit is wrong or missing.");
}

std::string shown(std::string_view text) { return printable(text.substr(0, 100)); }

bool is_entry_id(std::string_view text) {
  const auto dash = text.find('-');
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.size() <= 19 &&
           part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return dash != std::string_view::npos && digits(text.substr(0, dash)) &&
         digits(text.substr(dash + 1));
}

Response request(const RequestView& view) {
  std::string body;
  {
    Object object(body);
    append_record(object, view.record);
    if (view.due) object.text("due", utc(*view.due));
    if (view.closed) object.text("closed", utc(*view.closed)).text("reason", view.reason);
    if (!view.holder.empty()) {
      object.text("holder", view.holder)
          .text("lease", to_text(LeaseId{view.record.tracking, view.epoch}));
      if (view.held_until) object.text("held_until", utc(*view.held_until));
    }
  }
  return json(std::move(body));
}

Response requests(const SearchPage& page) {
  std::string body;
  {
    Object object(body);
    append_list(object.name("requests"), page.requests, [&body](const RequestRecord& record) {
      Object one(body);
      append_record(one, record);
    });
    if (!page.next.empty()) object.text("next", page.next);
  }
  return json(std::move(body));
}

Response thread(std::string_view tracking, const Desk::ThreadPage& page) {
  std::string body;
  {
    Object object(body);
    object.text("tracking", tracking);
    append_list(object.name("items"), page.items,
                [&body](const ThreadItem& item) { append_item(body, item); });
    if (!page.next.empty()) object.text("next", page.next);
  }
  return json(std::move(body));
}

Response queues(const City& city, const std::vector<QueueView>& queues) {
  std::string body;
  {
    Object object(body);
    append_list(object.name("queues"), queues, [&](const QueueView& queue) {
      Object one(body);
      one.text("queue", queue.name)
          .text("name", city.queue_name(queue.name, city.default_language))
          .number("received", queue.received)
          .number("taken", queue.taken)
          .number("in_progress", queue.in_progress)
          .number("overdue", queue.overdue);
      if (queue.oldest) one.text("oldest", utc(*queue.oldest));
      append_entries(one, "urgent", queue.urgent);
      append_entries(one, "normal", queue.normal);
      append_entries(one, "low", queue.low);
    });
  }
  return json(std::move(body));
}

std::string event(const DeskEvent& event, std::string_view queue) {
  const auto field = [&](std::string_view name) -> std::string_view {
    for (const auto& [key, value] : event.fields)
      if (key == name) return value;
    return {};
  };
  if (field("kind") == "received") return received_event(field("list"), queue);
  std::string out;
  if (!queue.empty() && field("queue") != queue) return out;
  {
    Object object(out);  // its end belongs to the text
    for (const auto& [name, value] : event.fields) object.text(printable(name), printable(value));
  }
  return out;
}

}  // namespace crosstown::pages
