#include "channels/sms/twilio_sms.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "channels/http/xml.h"
#include "channels/sms/twilio_message.h"

namespace crosstown {
namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr std::string_view signature_header = "X-Twilio-Signature";

// Ten times what the longest message with ten pictures takes. What a stranger sends beyond it is
// not decoded, sorted or signed, and no thread's buffers grow for it.
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
  if (!has_media_type(request.header("Content-Type"), form_type)) {
    return refusal(RefusalCode::bad_content_type, fmt::format("{} expected", form_type), false);
  }
  return std::nullopt;
}

// A delivery report of something we sent, which a city pointed at the same URL: nothing to keep.
bool is_status_callback(const Form& form) {
  const std::string_view status = form["MessageStatus"];
  return !status.empty() && status != "received" && status != "receiving";
}

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

TwilioSms::TwilioSms(TwilioSmsSettings settings, Medium medium)
    : settings_(std::move(settings)), medium_(medium), signature_(settings_.auth_tokens) {}

std::uint64_t TwilioSms::max_body() const { return max_parameters; }

Step TwilioSms::receive(const HttpRequest& request, const StepContext& context) const {
  if (auto refused = refuse_shape(request)) return *std::move(refused);
  const std::string_view parameters = parameters_of(request);
  thread_local Form form;  // its memory serves the next request on this thread
  if (parameters.size() > max_parameters || !form.decode(parameters)) {
    return refusal(RefusalCode::too_large,
                   fmt::format("more than {} bytes or {} fields", max_parameters, Form::max_fields),
                   false);
  }
  if (auto refused = refuse_sender(request, context, form)) return *std::move(refused);
  if (is_status_callback(form)) return twiml({});
  if (auto refused = refuse_recipient(form)) return *std::move(refused);
  const std::string_view id = twilio_message_id(form);
  if (id.empty()) return refusal(RefusalCode::missing_field, "MessageSid: an id expected", true);
  Messages messages;
  Message& message = messages.emplace_back(twilio_message(form, id));
  message.medium = medium_;
  message.adapter = "twilio-sms";
  return messages;
}

// Before this has passed, the form serves for two things only: to check its signature, and to tell
// whether a request that fails claims to be ours.
std::optional<Refusal> TwilioSms::refuse_sender(const HttpRequest& request,
                                                const StepContext& context,
                                                const Form& form) const {
  const bool ours = form["AccountSid"] == settings_.account_sid;
  if (!context.vouched) {
    const std::string_view signature = request.header(signature_header);
    if (signature.empty()) {
      return refusal(RefusalCode::missing_signature,
                     fmt::format("{}: header expected", signature_header), ours);
    }
    const auto signed_fields =
        request.method == "POST" ? form.fields() : std::span<const FormField>{};
    if (!signature_.matches(request, signed_fields, signature)) {
      return refusal(RefusalCode::bad_signature,
                     "signed with another token, or for another URL than the configured one", ours);
    }
  }
  // Signed with our token, so worth keeping whatever account it names.
  if (!ours) return refusal(RefusalCode::wrong_account, "AccountSid: another account", true);
  return std::nullopt;
}

std::optional<Refusal> TwilioSms::refuse_recipient(const Form& form) const {
  const bool any = settings_.numbers.empty() && settings_.messaging_services.empty();
  if (any || contains(settings_.numbers, form["To"]) ||
      contains(settings_.messaging_services, form["MessagingServiceSid"])) {
    return std::nullopt;
  }
  return refusal(RefusalCode::wrong_account, "To: not a number of this channel", true);
}

Step TwilioSms::conclude(std::span<const Message>, std::span<const Outcome> outcomes) const {
  if (outcomes.empty()) return twiml({});
  const Outcome& outcome = outcomes.front();  // Twilio sends one message a request
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
