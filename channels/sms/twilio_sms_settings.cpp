// The keys of a `twilio-sms` channel.
#include <algorithm>

#include "channels/reply_settings.h"
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

// `from` must be one of the channel's own numbers, if it names them: an answer to any other would
// not come back to this channel.
void read_reply(config::Section& channel, TwilioSmsSettings& settings) {
  config::Section reply = channel.section("reply");
  settings.reply = read_reply_settings(reply, settings.reply);
  settings.reply_api = read_reply_url(reply, "api", settings.reply_api);
  settings.reply_from = reply.text("from");
  if (!settings.reply_from.empty() && !is_number(settings.reply_from)) {
    reply.problem_at("from", "from: \"" + settings.reply_from +
                                 "\" is neither E.164 (\"+18015550100\") nor a short code");
  } else if (!settings.reply_from.empty() && !settings.numbers.empty() &&
             std::find(settings.numbers.begin(), settings.numbers.end(), settings.reply_from) ==
                 settings.numbers.end()) {
    reply.problem_at("from",
                     "from: \"" + settings.reply_from + "\" is not one of the channel's `numbers`");
  }
  settings.reply_service = reply.text("messaging_service");
  if (!settings.reply_service.empty() && !is_sid(settings.reply_service, "MG")) {
    reply.problem_at("messaging_service", "messaging_service: \"" + settings.reply_service +
                                              "\" is not \"MG\" and 32 hex digits");
  }
  if (!settings.reply_service.empty() && !settings.reply_from.empty()) {
    reply.problem_at("from", "give either `from` or `messaging_service`, not both");
  }
  reply.finish();
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
  read_reply(channel, settings);
  return std::make_unique<TwilioSms>(std::move(settings), medium);
}

}  // namespace crosstown
