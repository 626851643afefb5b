#include "tests/channels/step_text.h"

#include <fmt/format.h>

#include "router/message/json.h"
#include "router/message/text.h"

namespace crosstown {
namespace {

constexpr std::string_view number = "26-0001234-9";

// Builds one JSON object; what is empty is left out.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) { out_ += '{'; }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { out_ += '}'; }

  std::string& name(std::string_view name) {
    if (!out_.ends_with('{')) out_ += ',';
    json::append_string(out_, name);
    return out_ += ':';
  }
  // Bytes that are no UTF-8 show as U+FFFD.
  void text(std::string_view key, std::string_view value) {
    if (!value.empty()) json::append_string(name(key), clean(std::string(value)));
  }
  void number(std::string_view key, auto value) { json::append_number(name(key), value); }

 private:
  std::string& out_;
};

void append_attachment(std::string& out, const Attachment& attachment) {
  Writer object(out);
  object.text("content_type", attachment.content_type);
  object.text("name", attachment.name);
  object.text("source_url", attachment.source_url);
  object.text("bytes", attachment.bytes);
  if (attachment.size != 0) object.number("size", attachment.size);
}

void append_intent(std::string& out, const Intent& intent) {
  Writer object(out);
  object.text("name", intent.name);
  Writer slots(object.name("slots"));
  for (const auto& [name, value] : intent.slots) slots.text(name, value);
}

void append_place(std::string& out, const Place& place) {
  Writer object(out);
  if (place.latitude) object.number("latitude", *place.latitude);
  if (place.longitude) object.number("longitude", *place.longitude);
  object.text("address", place.address);
}

void append_message(std::string& out, const Message& message) {
  Writer object(out);
  object.text("medium", to_text(message.medium));
  object.text("adapter", message.adapter);
  object.text("provider_id", message.provider_id);
  object.text("from", message.from);
  object.text("from_name", message.from_name);
  object.text("to", message.to);
  object.text("language", message.language);
  object.text("subject", message.subject);
  // Longer ones by their length, so that a fixture stays readable.
  if (message.text.size() <= 200)
    object.text("text", message.text);
  else
    object.number("text_size", message.text.size());
  if (!message.attachments.empty()) {
    object.name("attachments") += '[';
    for (const Attachment& attachment : message.attachments) {
      if (!out.ends_with('[')) out += ',';
      append_attachment(out, attachment);
    }
    out += ']';
  }
  if (message.intent) append_intent(object.name("intent"), *message.intent);
  if (message.place) append_place(object.name("place"), *message.place);
  constexpr std::string_view wishes[] = {"", "stop", "start", "help"};
  object.text("opt_out", wishes[static_cast<int>(message.opt_out)]);
  if (!message.answered_inline) object.name("answered_inline") += "false";
}

Outcome outcome_from(std::string_view word) {
  const std::string tracking(number);
  if (word == "accepted") return Accepted{tracking, false, "Thanks. <26-0001234-9> & \"more\""};
  if (word == "duplicate") return Accepted{tracking, true, "Thanks. <26-0001234-9> & \"more\""};
  if (word == "silent") return Accepted{tracking, false, {}};
  if (word == "served") return SelfServed{"City Hall is open."};
  if (word == "status" || word == "unknown_status") return AskedStatus{tracking};
  for (int code = 0; code < static_cast<int>(refusal_codes); ++code) {
    const RefusalRule& rule = rule_of(static_cast<RefusalCode>(code));
    if (rule.name == word) return NotKept{rule.code};
  }
  return SelfServed{fmt::format("no such outcome: {}", word)};
}

RequestStatus status_from(std::string_view word) {
  RequestStatus status;
  status.tracking = number;
  status.words = "No such request.";
  if (word == "unknown_status") return status;
  status.found = true;
  status.status = "taken";
  status.queue_name = "Public Works";
  status.opened = "2026-11-22";
  status.words = "26-0001234-9 is with Public Works.";
  return status;
}

void append_passed_over(Writer& object, const std::vector<Refusal>& passed_over) {
  std::string& out = object.name("passed_over") += '[';
  for (const Refusal& refusal : passed_over) {
    if (!out.ends_with('[')) out += ',';
    json::append_string(out, fmt::format("{}: {}", rule_of(refusal.code).name, refusal.detail));
  }
  out += ']';
}

void append_report(Writer& object, const DeliveryReport& report) {
  constexpr std::string_view states[] = {"sent", "delivered", "failed"};
  Writer out(object.name("report"));
  out.text("handle", report.handle);
  out.text("state", states[static_cast<int>(report.state)]);
  out.text("provider_id", report.provider_id);
  out.text("reason", report.reason);
  if (report.opted_out) out.name("opted_out") += "true";
}

void append_end(Writer& object, const Step& step) {
  if (const auto* answer = std::get_if<Answer>(&step)) {
    Writer out(object.name("answer"));
    out.number("status", answer->status);
    out.text("content_type", answer->content_type);
    out.text("body", answer->body);
  } else if (const auto* refusal = std::get_if<Refusal>(&step)) {
    Writer out(object.name("refusal"));
    out.text("code", rule_of(refusal->code).name);
    out.text("detail", refusal->detail);
    out.name("names_our_account") += refusal->names_our_account ? "true" : "false";
  }
}

}  // namespace

std::string run(const HttpAdapter& adapter, const HttpRequest& request, const StepContext& context,
                std::string_view outcome) {
  std::string out;
  {
    Writer object(out);
    Step step = adapter.receive(request, context);
    if (auto* some = std::get_if<SomeMessages>(&step)) {
      append_passed_over(object, some->passed_over);
      step = Messages(std::move(some->taken));
    }
    if (const auto* report = std::get_if<DeliveryReport>(&step)) {
      append_report(object, *report);
      append_end(object, adapter.conclude({}, {}));
    } else if (auto* messages = std::get_if<Messages>(&step)) {
      object.name("messages") += '[';
      for (const Message& message : *messages) {
        if (!out.ends_with('[')) out += ',';
        append_message(out, message);
      }
      out += ']';
      const std::vector<Outcome> outcomes(messages->size(), outcome_from(outcome));
      Step next = adapter.conclude(*messages, outcomes);
      if (std::holds_alternative<Need>(next))
        next = adapter.resume(*messages, status_from(outcome));
      append_end(object, next);
    } else {
      append_end(object, step);
    }
  }
  return out;
}

}  // namespace crosstown
