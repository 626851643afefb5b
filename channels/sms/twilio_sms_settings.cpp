// The keys of a `twilio-sms` channel.
#include <algorithm>

#include "channels/sms/twilio_sms.h"

namespace crosstown {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_sid(std::string_view text, std::string_view prefix) {
  return text.size() == 34 && text.starts_with(prefix) &&
         std::all_of(text.begin() + 2, text.end(), is_hex);
}

// As Twilio writes `To`: E.164, a short code, or either behind the name of another app
// ("whatsapp:+18015550100").
bool is_number(std::string_view text) {
  if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    text.remove_prefix(colon + 1);
  }
  const bool international = text.starts_with('+');
  if (international) text.remove_prefix(1);
  const std::size_t fewest = international ? 7 : 3;
  const std::size_t most = international ? 15 : 8;
  return text.size() >= fewest && text.size() <= most && text.front() != '0' &&
         std::all_of(text.begin(), text.end(), is_digit);
}

std::vector<std::string> read_tokens(config::Section& channel) {
  std::vector<std::string> tokens;
  const std::optional<config::Value> value = channel.require("auth_token");
  if (!value) return tokens;
  for (const config::Value& token : value->list_or_one()) tokens.push_back(token.secret());
  if (tokens.empty()) value->problem("auth_token: at least one is needed");
  return tokens;
}

}  // namespace

std::unique_ptr<HttpAdapter> make_twilio_sms(config::Section& channel, Medium medium) {
  TwilioSmsSettings settings;
  settings.account_sid = channel.required_text("account_sid");
  if (!settings.account_sid.empty() && !is_sid(settings.account_sid, "AC")) {
    channel.problem_at("account_sid", "account_sid: \"AC\" and 32 hex digits expected");
  }
  settings.auth_tokens = read_tokens(channel);
  settings.numbers = channel.texts("numbers");
  for (const std::string& number : settings.numbers) {
    if (is_number(number)) continue;
    channel.problem_at("numbers", "numbers: \"" + number +
                                      "\" is neither E.164 (\"+18015550100\") nor a short code");
  }
  settings.messaging_services = channel.texts("messaging_services");
  for (const std::string& service : settings.messaging_services) {
    if (is_sid(service, "MG")) continue;
    channel.problem_at("messaging_services",
                       "messaging_services: \"" + service + "\" is not \"MG\" and 32 hex digits");
  }
  return std::make_unique<TwilioSms>(std::move(settings), medium);
}

}  // namespace crosstown
