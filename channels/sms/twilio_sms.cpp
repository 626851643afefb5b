#include "channels/sms/twilio_sms.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "channels/http/xml.h"
#include "channels/sms/twilio_events.h"
#include "channels/sms/twilio_message.h"

namespace crosstown {
namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr std::string_view json_type = "application/json";
constexpr std::string_view signature_header = "X-Twilio-Signature";

// Ten times what the longest message with ten pictures takes. What a stranger sends beyond it is
// not decoded, sorted or signed, and no thread's buffers grow for it. Of events it is some
// hundreds.
constexpr std::size_t max_parameters = 256 * 1024;

// TwiML. Without words an empty <Response/>: accepted, say nothing. Never text/plain or 204: Twilio
// would send the one as a message and warn of the other.
Answer twiml(std::string_view words) {
  Answer answer;
  answer.content_type = "text/xml";
  answer.body = R"(<?xml version="1.0" encoding="UTF-8"?>)";
  if (words.empty()) {
    answer.body += "<Response/>";
    return answer;
  }
  answer.body += "<Response><Message>";
  append_xml_text(answer.body, words);
  answer.body += "</Message></Response>";
  return answer;
}

Refusal refusal(RefusalCode code, std::string detail, bool names_our_account) {
  return {.code = code, .detail = std::move(detail), .names_our_account = names_our_account};
}

// A feed of events is a POST, whatever is configured at Twilio for the number.
bool brings_events(const HttpRequest& request) {
  return request.method == "POST" && has_media_type(request.header("Content-Type"), json_type);
}

// A GET carries its parameters in the URL.
std::string_view parameters_of(const HttpRequest& request) {
  if (request.method == "POST") return request.body;
  const std::size_t query_at = request.target.find('?');
  return query_at == std::string_view::npos ? std::string_view{}
                                            : request.target.substr(query_at + 1);
}

std::optional<Refusal> refuse_shape(const HttpRequest& request) {
  if (request.method == "GET") return std::nullopt;
  if (request.method != "POST") {
    return refusal(RefusalCode::not_allowed, "GET or POST expected", false);
  }
  if (!has_media_type(request.header("Content-Type"), form_type) && !brings_events(request)) {
    return refusal(RefusalCode::bad_content_type,
                   fmt::format("{} or {} expected", form_type, json_type), false);
  }
  return std::nullopt;
}

Refusal not_signed(std::string_view signature, std::string_view mistakes, bool names_our_account) {
  if (signature.empty()) {
    return refusal(RefusalCode::missing_signature,
                   fmt::format("{}: header expected", signature_header), names_our_account);
  }
  return refusal(RefusalCode::bad_signature, std::string(mistakes), names_our_account);
}

// Signed with our token, so worth keeping whatever account it names.
Refusal other_account() {
  return refusal(RefusalCode::wrong_account, "AccountSid: another account", true);
}

// A delivery report: of a reply that we sent, or of something else, which a city pointed at the
// same URL.
bool is_status_callback(const Form& form) {
  const std::string_view status = form["MessageStatus"];
  return !status.empty() && status != "received" && status != "receiving";
}

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// One answer for all: Twilio sends them all again when one was not kept, and those that were are
// known by their ids. Nobody reads TwiML here.
Step conclude_events(std::span<const Outcome> outcomes) {
  for (const Outcome& outcome : outcomes) {
    if (const auto* lost = std::get_if<NotKept>(&outcome)) return refusal(lost->code, {}, true);
  }
  return Answer{};
}

}  // namespace

TwilioSms::TwilioSms(TwilioSmsSettings settings, Medium medium)
    : settings_(std::move(settings)),
      medium_(medium),
      signature_(settings_.auth_tokens),
      send_({.account_sid = settings_.account_sid,
             .auth_token = settings_.auth_tokens.empty() ? "" : settings_.auth_tokens.front(),
             .api = settings_.reply_api,
             .from = settings_.reply_from,
             .messaging_service = settings_.reply_service}) {}

std::optional<std::string> TwilioSms::begins_as() const {
  if (!settings_.reply_service.empty()) return "";
  if (!settings_.reply_from.empty()) return settings_.reply_from;
  if (settings_.numbers.size() == 1) return settings_.numbers.front();
  return std::nullopt;
}

std::uint64_t TwilioSms::max_body() const { return max_parameters; }

Step TwilioSms::receive(const HttpRequest& request, const StepContext& context) const {
  if (auto refused = refuse_shape(request)) return *std::move(refused);
  return brings_events(request) ? receive_events(request, context) : receive_form(request, context);
}

Step TwilioSms::receive_form(const HttpRequest& request, const StepContext& context) const {
  const std::string_view parameters = parameters_of(request);
  thread_local Form form;  // its memory serves the next request on this thread
  if (parameters.size() > max_parameters || !form.decode(parameters)) {
    return refusal(RefusalCode::too_large,
                   fmt::format("more than {} bytes or {} fields", max_parameters, Form::max_fields),
                   false);
  }
  if (auto refused = refuse_form(request, context, form)) return *std::move(refused);
  if (is_status_callback(form)) {
    if (auto report = twilio_report(request.target, form)) return *std::move(report);
    return twiml({});
  }
  auto read = message_of(form);
  if (auto* refused = std::get_if<Refusal>(&read)) return std::move(*refused);
  Messages messages;
  messages.push_back(std::get<Message>(std::move(read)));
  return messages;
}

// Twilio repeats a request only after an answer 5xx, so one event that cannot be taken must not
// cost the residents beside it theirs.
Step TwilioSms::receive_events(const HttpRequest& request, const StepContext& context) const {
  if (request.body.size() > max_parameters) {
    return refusal(RefusalCode::too_large, fmt::format("more than {} bytes", max_parameters),
                   false);
  }
  if (auto refused = refuse_events(request, context)) return *std::move(refused);
  Messages messages;
  const auto take = [&](const Form& fields) -> std::optional<Refusal> {
    if (!is_ours(fields)) return other_account();
    auto read = message_of(fields);
    if (auto* refused = std::get_if<Refusal>(&read)) return std::move(*refused);
    messages.push_back(std::get<Message>(std::move(read)));
    messages.back().answered_inline = false;
    return std::nullopt;
  };
  std::vector<Refusal> odd;
  if (auto refused = read_twilio_events(request.body, take, odd)) return *std::move(refused);
  if (odd.empty()) return messages.empty() ? Step(Answer{}) : Step(std::move(messages));
  if (messages.empty()) return std::move(odd.front());
  return SomeMessages{.taken = std::move(messages), .passed_over = std::move(odd)};
}

// Before this has passed, the form serves for two things only: to check its signature, and to tell
// whether a request that fails claims to be ours.
std::optional<Refusal> TwilioSms::refuse_form(const HttpRequest& request,
                                              const StepContext& context, const Form& form) const {
  const bool ours = is_ours(form);
  const std::string_view signature = request.header(signature_header);
  const auto signed_fields =
      request.method == "POST" ? form.fields() : std::span<const FormField>{};
  const bool trusted = context.vouched || (!signature.empty() &&
                                           signature_.matches(request, signed_fields, signature));
  if (!trusted) {
    return not_signed(
        signature, "signed with another token, or for another URL than the configured one", ours);
  }
  if (!ours) return other_account();
  return std::nullopt;
}

// The body is parsed only once it is known to be Twilio's, or to tell whether it claims to be ours.
std::optional<Refusal> TwilioSms::refuse_events(const HttpRequest& request,
                                                const StepContext& context) const {
  const std::string_view signature = request.header(signature_header);
  const bool trusted =
      context.vouched || (!signature.empty() && signature_.matches_body(request, signature));
  if (trusted) return std::nullopt;
  bool ours = false;
  const auto look = [&](const Form& fields) -> std::optional<Refusal> {
    ours = ours || is_ours(fields);
    return std::nullopt;
  };
  std::vector<Refusal> odd;
  (void)read_twilio_events(request.body, look, odd);
  return not_signed(signature, "signed with another token, or for another URL or body than these",
                    ours);
}

bool TwilioSms::is_ours(const Form& fields) const {
  return fields["AccountSid"] == settings_.account_sid;
}

// From a form, or from an event with the same fields.
std::variant<Message, Refusal> TwilioSms::message_of(const Form& fields) const {
  if (auto refused = refuse_recipient(fields)) return *std::move(refused);
  const std::string_view id = twilio_message_id(fields);
  if (id.empty()) return refusal(RefusalCode::missing_field, "MessageSid: an id expected", true);
  Message message = twilio_message(fields, id);
  message.medium = medium_;
  message.adapter = "twilio-sms";
  return message;
}

std::optional<Refusal> TwilioSms::refuse_recipient(const Form& form) const {
  const bool any = settings_.numbers.empty() && settings_.messaging_services.empty();
  if (any || contains(settings_.numbers, form["To"]) ||
      contains(settings_.messaging_services, form["MessagingServiceSid"])) {
    return std::nullopt;
  }
  return refusal(RefusalCode::wrong_account, "To: not a number of this channel", true);
}

Step TwilioSms::conclude(std::span<const Message> messages,
                         std::span<const Outcome> outcomes) const {
  if (outcomes.empty()) return twiml({});
  if (!messages.front().answered_inline) return conclude_events(outcomes);
  const Outcome& outcome = outcomes.front();  // a webhook brings one message
  if (const auto* accepted = std::get_if<Accepted>(&outcome)) return twiml(accepted->words);
  if (const auto* served = std::get_if<SelfServed>(&outcome)) return twiml(served->words);
  if (const auto* asked = std::get_if<AskedStatus>(&outcome)) {
    return Need{NeedStatus{asked->tracking}};
  }
  return refusal(std::get<NotKept>(outcome).code, {}, true);
}

Step TwilioSms::resume(std::span<const Message>, const Fulfilment& fulfilment) const {
  return twiml(std::get<RequestStatus>(fulfilment).words);
}

SampleRequest TwilioSms::sample(const SampleText& text, std::string_view url) const {
  const std::string& own = settings_.numbers.empty() ? text.to : settings_.numbers.front();
  const std::vector<FormField> fields = {
      {"AccountSid", settings_.account_sid},
      {"ApiVersion", "2010-04-01"},
      {"Body", text.text},
      {"From", text.from},
      {"MessageSid", text.provider_id},
      {"NumMedia", "0"},
      {"NumSegments", "1"},
      {"To", text.to.empty() ? own : text.to},
  };
  SampleRequest request;
  request.content_type = form_type;
  request.headers.emplace_back(signature_header, signature_.sign(url, fields));
  for (const auto& [name, value] : fields) append_form_field(request.body, name, value);
  return request;
}

}  // namespace crosstown
