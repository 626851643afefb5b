#include "channels/sms/twilio_send.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>

#include "channels/http/base64.h"
#include "channels/http/json_body.h"
#include "channels/sms/twilio_errors.h"

namespace crosstown {
namespace {

namespace dom = simdjson::dom;
using namespace std::chrono_literals;

// Twilio's clock and ours.
constexpr auto clocks_apart = 2min;
constexpr int page_size = 100;
constexpr auto pause_until_mended = 5min;

int number_in(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

std::string_view text_of(const dom::object& object, std::string_view name) {
  std::string_view text;
  return object[name].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

// An empty object where the body is none.
int error_code_of(std::string_view body) {
  const JsonBody json(body);
  dom::object object;
  std::int64_t code = 0;
  if (json.root().get(object) || object["code"].get(code)) return 0;
  return code > 0 && code < 1'000'000 ? static_cast<int>(code) : 0;
}

std::string sid_of(std::string_view body) {
  const JsonBody json(body);
  dom::object object;
  if (json.root().get(object)) return {};
  return std::string(text_of(object, "sid"));
}

SendOutcome failed(int status, int code, const ProviderAnswer& answer) {
  const TwilioError* known = twilio_error(code);
  const std::string reason = code > 0 ? twilio_reason(code) : "HTTP " + std::to_string(status);
  if (known) {
    switch (known->fault) {
      case TwilioFault::final: return Rejected{reason};
      case TwilioFault::opted_out: return Rejected{reason, true};
      case TwilioFault::retry: return Later{reason, retry_after(answer)};
      case TwilioFault::ours: return Later{reason, pause_until_mended, true};
    }
  }
  if (status == 401 || status == 403 || status == 404)
    return Later{reason, pause_until_mended, true};
  // 503 is Twilio's front that is too busy to pass anything on; behind other 5xx a message may be.
  if (status == 429 || status == 503) return Later{reason, retry_after(answer)};
  if (status >= 500 || status < 400) return Unclear{reason};
  return Rejected{reason};
}

bool is_same(const dom::object& one, const OutgoingText& reply, Time begun,
             std::span<const std::string> known) {
  // A trial account puts words of its own before the text.
  if (!text_of(one, "body").ends_with(reply.text) || text_of(one, "to") != reply.to) return false;
  if (!text_of(one, "direction").starts_with("outbound")) return false;
  const auto created = twilio_date(text_of(one, "date_created"));
  if (!created || *created < begun - clocks_apart) return false;
  const std::string_view sid = text_of(one, "sid");
  return std::find(known.begin(), known.end(), sid) == known.end();
}

bool has_another_page(const dom::object& page) { return !text_of(page, "next_page_uri").empty(); }

// What stands behind `?reply=`, percent-encoded by nobody: a handle has plain characters only.
std::string_view handle_in(std::string_view target) {
  const auto at = target.find("reply=");
  if (at == std::string_view::npos || at == 0 || (target[at - 1] != '?' && target[at - 1] != '&'))
    return {};
  target.remove_prefix(at + 6);
  return target.substr(0, target.find('&'));
}

}  // namespace

TwilioSend::TwilioSend(TwilioSendSettings settings)
    : settings_(std::move(settings)),
      authorization_("Basic " + base64_encode(settings_.account_sid + ':' + settings_.auth_token)) {
  if (settings_.api.ends_with('/')) settings_.api.pop_back();
}

ProviderCall TwilioSend::call(std::string method, std::string query) const {
  return {.method = std::move(method),
          .url = settings_.api + "/2010-04-01/Accounts/" + settings_.account_sid +
                 "/Messages.json" + query,
          .headers = {{"Authorization", authorization_}, {"Accept", "application/json"}},
          .body = {}};
}

std::string TwilioSend::sender(const OutgoingText& reply) const {
  return settings_.from.empty() ? reply.from : settings_.from;
}

std::variant<ProviderCall, Rejected> TwilioSend::compose(const OutgoingText& reply) const {
  if (settings_.messaging_service.empty() && sender(reply).empty())
    return Rejected{"no number to send from: reply.from is not set"};
  ProviderCall made = call("POST", {});
  made.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  append_form_field(made.body, "To", reply.to);
  if (settings_.messaging_service.empty())
    append_form_field(made.body, "From", sender(reply));
  else
    append_form_field(made.body, "MessagingServiceSid", settings_.messaging_service);
  append_form_field(made.body, "Body", reply.text);
  if (!reply.hook_url.empty())
    append_form_field(made.body, "StatusCallback", reply.hook_url + "?reply=" + reply.handle);
  return made;
}

SendOutcome TwilioSend::read(const ProviderAnswer& answer) const {
  if (answer.status == 200 || answer.status == 201) {
    std::string sid = sid_of(answer.body);
    if (sid.empty()) return Unclear{"an answer without a sid"};
    return Sent{std::move(sid)};
  }
  return failed(answer.status, error_code_of(answer.body), answer);
}

// Not by date: what is still queued at Twilio has none. The newest come first.
ProviderCall TwilioSend::look_up(const OutgoingText& reply) const {
  std::string query;
  append_form_field(query, "To", reply.to);
  if (settings_.messaging_service.empty()) append_form_field(query, "From", sender(reply));
  append_form_field(query, "PageSize", std::to_string(page_size));
  return call("GET", "?" + query);
}

LookUpOutcome TwilioSend::read_look_up(const OutgoingText& reply, Time begun,
                                       std::span<const std::string> known,
                                       const ProviderAnswer& answer) const {
  if (answer.status != 200) {
    const int code = error_code_of(answer.body);
    return Unclear{code ? twilio_reason(code) : "HTTP " + std::to_string(answer.status)};
  }
  const JsonBody json(answer.body);
  dom::object page;
  dom::array messages;
  if (json.root().get(page) || page["messages"].get(messages))
    return Unclear{"an answer that is no list of messages"};
  std::optional<Time> oldest;
  for (const dom::element element : messages) {
    dom::object one;
    if (element.get(one)) continue;
    if (is_same(one, reply, begun, known)) return Sent{std::string(text_of(one, "sid"))};
    if (const auto created = twilio_date(text_of(one, "date_created")))
      oldest = oldest ? std::min(*oldest, *created) : *created;
  }
  const bool looked_far_enough =
      !has_another_page(page) || (oldest && *oldest < begun - clocks_apart);
  if (!looked_far_enough) return Unclear{"more messages than one page holds"};
  return NotThere{};
}

std::optional<DeliveryReport> twilio_report(std::string_view target, const Form& form) {
  DeliveryReport report;
  report.handle = handle_in(target);
  if (report.handle.empty()) return std::nullopt;
  report.provider_id = form["MessageSid"];
  const std::string_view status = form["MessageStatus"];
  const int code = number_in(form["ErrorCode"]);
  if (status == "sent") {
    report.state = DeliveryReport::State::sent;
  } else if (status == "delivered" || status == "read") {
    report.state = DeliveryReport::State::delivered;
  } else if (status == "failed" || status == "undelivered" || status == "canceled") {
    report.state = DeliveryReport::State::failed;
    report.reason = code > 0 ? twilio_reason(code) : std::string(status);
    const TwilioError* known = twilio_error(code);
    report.opted_out = known && known->fault == TwilioFault::opted_out;
  } else {
    return std::nullopt;  // accepted, queued, sending: it is on its way
  }
  return report;
}

std::optional<Time> twilio_date(std::string_view text) {
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  // "Sun, 22 Nov 2026 16:04:05 +0000"
  if (text.size() != 31 || text.substr(25) != " +0000") return std::nullopt;
  const auto digits = [&](std::size_t at, std::size_t size) {
    return number_in(text.substr(at, size));
  };
  const auto month = months.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year(digits(12, 4)),
                                        std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                                        std::chrono::day(static_cast<unsigned>(digits(5, 2)))};
  if (!day.ok()) return std::nullopt;
  return Time(std::chrono::sys_days(day).time_since_epoch() + std::chrono::hours(digits(17, 2)) +
              std::chrono::minutes(digits(20, 2)) + std::chrono::seconds(digits(23, 2)));
}

}  // namespace crosstown
