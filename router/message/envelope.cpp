#include "router/message/envelope.h"

#include <array>
#include <cmath>

#include "router/message/envelope_mail.h"
#include "router/message/json.h"
#include "router/message/text.h"

namespace crosstown {
namespace {

using json::append_escaped;
using json::append_number;
using json::append_string;

// More than all member names and fixed words of a message without attachments, slots and place.
constexpr std::size_t head_words = 192;
constexpr std::size_t tail_words = 448;

char* put_digits(std::uint32_t number, int digits, char* out) {
  for (int i = digits - 1; i >= 0; --i) {
    out[i] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
  return out + digits;
}

// RFC 3339 in UTC with milliseconds: "2026-11-22T16:04:05.123Z". std::chrono knows the calendar;
// formatting by hand spares the microsecond that format strings take.
void append_time(std::string& out, Time time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const auto ms = static_cast<std::uint32_t>((time - day).count());

  std::array<char, 24> text;
  char* at = put_digits(static_cast<std::uint32_t>(static_cast<int>(date.year())), 4, text.data());
  *at++ = '-';
  at = put_digits(static_cast<unsigned>(date.month()), 2, at);
  *at++ = '-';
  at = put_digits(static_cast<unsigned>(date.day()), 2, at);
  *at++ = 'T';
  at = put_digits(ms / 3'600'000, 2, at);
  *at++ = ':';
  at = put_digits(ms / 60'000 % 60, 2, at);
  *at++ = ':';
  at = put_digits(ms / 1'000 % 60, 2, at);
  *at++ = '.';
  at = put_digits(ms % 1'000, 3, at);
  *at = 'Z';
  out.append(text.data(), text.size());
}

void append_or_null(std::string& out, std::string_view text) {
  if (text.empty()) {
    out += "null";
  } else {
    append_string(out, text);
  }
}

void append_party(std::string& out, std::string_view address, std::string_view name) {
  if (address.empty() && name.empty()) {
    out += "null";
    return;
  }
  out += R"({"address":)";
  append_or_null(out, address);
  if (!name.empty()) {
    out += R"(,"name":)";
    append_string(out, name);
  }
  out += '}';
}

void append_attachment(std::string& out, const Attachment& attachment) {
  out += R"({"id":)";
  append_string(out, attachment.id);
  out += R"(,"content_type":)";
  append_string(out, attachment.content_type);
  if (!attachment.name.empty()) {
    out += R"(,"name":)";
    append_string(out, attachment.name);
  }
  if (!attachment.source_url.empty()) {
    out += R"(,"held_by_provider":true,"source_url":)";
    append_string(out, attachment.source_url);
  } else {
    out += R"(,"size":)";
    append_number(out, attachment.size);
    out += R"(,"path":"/api/v1/content/)";
    append_escaped(out, attachment.id);
    out += '"';
  }
  out += '}';
}

void append_attachments(std::string& out, const std::vector<Attachment>& attachments) {
  out += R"(,"attachments":[)";
  for (const auto& attachment : attachments) {
    if (&attachment != &attachments.front()) out += ',';
    append_attachment(out, attachment);
  }
  out += ']';
}

void append_members(std::string& out,
                    const std::vector<std::pair<std::string, std::string>>& members) {
  out += '{';
  for (const auto& member : members) {
    if (&member != &members.front()) out += ',';
    append_string(out, member.first);
    out += ':';
    append_string(out, member.second);
  }
  out += '}';
}

void append_intent(std::string& out, const Intent& intent) {
  out += R"(,"intent":{"name":)";
  append_string(out, intent.name);
  out += R"(,"slots":)";
  append_members(out, intent.slots);
  out += '}';
}

void append_place(std::string& out, const Place& place) {
  std::string_view separator;
  const auto member = [&](std::string_view name) {
    out.append(separator).append("\"").append(name).append("\":");
    separator = ",";
  };
  out += R"(,"place":{)";
  if (place.latitude && place.longitude) {
    member("lat");
    append_number(out, *place.latitude);
    member("lon");
    append_number(out, *place.longitude);
  }
  if (!place.address.empty()) {
    member("address");
    append_string(out, place.address);
  }
  if (!place.areas.empty()) {
    member("areas");
    append_members(out, place.areas);
  }
  if (!place.located_by.empty()) {
    member("located_by");
    append_string(out, place.located_by);
  }
  out += '}';
}

// The inside of "routing" after its queue.
void append_routing(std::string& out, const Routing& routing) {
  out += R"("type":)";
  append_string(out, routing.type);
  out += R"(,"priority":")";
  out += to_text(routing.priority);
  out += R"(","tier":)";
  append_number(out, routing.tier);
  out += R"(,"rule":)";
  append_string(out, routing.rule);
  out += R"(,"why":[)";
  for (const auto& reason : routing.why) {
    if (&reason != &routing.why.front()) out += ',';
    append_string(out, reason);
  }
  out += R"(],"after_hours":)";
  out += routing.after_hours ? "true" : "false";
  if (routing.due_at) {
    out += R"(,"due":")";
    append_time(out, *routing.due_at);
    out += '"';
  }
  out += '}';
}

void append_suggestions(std::string& out, const std::vector<SuggestedAnswer>& suggestions) {
  out += R"(,"suggested_answers":[)";
  for (const SuggestedAnswer& one : suggestions) {
    if (&one != &suggestions.front()) out += ',';
    out += R"({"id":)";
    append_string(out, one.id);
    out += R"(,"title":)";
    append_string(out, one.title);
    out += R"(,"score":)";
    append_number(out, std::round(one.score * 100) / 100);
    out += '}';
  }
  out += ']';
}

void append_text(std::string& out, std::string_view text) {
  const std::string_view carried = cut(text, max_event_text);
  out += R"(,"text":)";
  append_string(out, carried);
  if (carried.size() != text.size()) out += R"(,"text_truncated":true)";
}

void append_contact(std::string& out, const Message& message, std::string_view conversation) {
  out += R"(,"medium":")";
  out += to_text(message.medium);
  out += R"(","channel":)";
  append_string(out, message.channel);
  out += R"(,"adapter":)";
  append_string(out, message.adapter);
  out += R"(,"provider_id":)";
  append_string(out, message.provider_id);
  out += R"(,"conversation":)";
  append_string(out, conversation);
  out += R"(,"from":)";
  append_party(out, message.from, message.from_name);
  out += R"(,"to":)";
  append_party(out, message.to, {});
  out += R"(,"language":)";
  append_or_null(out, message.language);
  out += R"(,"subject":)";
  append_or_null(out, message.subject);
}

std::size_t tail_size(const Message& message, const Routing& routing,
                      std::string_view conversation) {
  std::size_t size = tail_words + routing.type.size() + routing.rule.size() + conversation.size() +
                     message.channel.size() + message.adapter.size() + message.provider_id.size() +
                     message.from.size() + message.from_name.size() + message.to.size() +
                     message.subject.size() + std::min(message.text.size(), max_event_text);
  for (const auto& reason : routing.why) size += reason.size() + 8;
  for (const auto& one : routing.suggestions) size += one.id.size() + one.title.size() + 48;
  return size;
}

std::string head(const Message& message) {
  std::string out;
  out.reserve(head_words + message.id.size() + message.channel.size());
  out += R"({"specversion":"1.0","id":)";
  append_string(out, message.id);
  out += R"(,"type":"crosstown.)";
  out += message.event.empty() ? std::string_view("message.received") : message.event;
  out += R"(","source":"/channels/)";
  append_escaped(out, message.channel);
  out += R"(","time":")";
  append_time(out, message.time);
  out += R"(","datacontenttype":"application/json","subject":")";
  return out;
}

std::string tail(const Message& message, const Routing& routing, std::string_view conversation) {
  std::string out;
  out.reserve(tail_size(message, routing, conversation));
  append_routing(out, routing);
  append_contact(out, message, conversation);
  append_text(out, message.text);
  append_attachments(out, message.attachments);
  if (message.intent) append_intent(out, *message.intent);
  if (message.place) append_place(out, *message.place);
  if (message.mail) append_mail(out, *message.mail);
  if (!routing.suggestions.empty()) append_suggestions(out, routing.suggestions);
  out += "}}";
  return out;
}

}  // namespace

EventFragments fragments(const Message& message, const Routing& routing,
                         std::string_view conversation) {
  return {head(message), tail(message, routing, conversation)};
}

void append_joined(std::string& out, std::string_view head, std::string_view tail,
                   std::string_view tracking, std::uint64_t sequence, bool new_request,
                   std::string_view queue) {
  out.append(head).append(tracking).append(R"(","data":{"sequence":)");
  append_number(out, sequence);
  out.append(R"(,"new_request":)").append(new_request ? "true" : "false");
  out.append(R"(,"routing":{"queue":")").append(queue).append(R"(",)").append(tail);
}

std::string joined(const EventFragments& fragments, std::string_view tracking,
                   std::uint64_t sequence, bool new_request, std::string_view queue) {
  std::string event;
  append_joined(event, fragments.head, fragments.tail, tracking, sequence, new_request, queue);
  return event;
}

}  // namespace crosstown
