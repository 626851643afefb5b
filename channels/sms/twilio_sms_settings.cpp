// The keys of a `twilio-sms` channel.
#include <algorithm>

#include "channels/reply_settings.h"
#include "channels/sms/twilio_account.h"
#include "channels/sms/twilio_sms.h"

namespace crosstown {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

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
  if (!settings.reply_service.empty() && !is_twilio_sid(settings.reply_service, "MG")) {
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
  TwilioAccount account = read_twilio_account(channel);
  settings.account_sid = std::move(account.sid);
  settings.auth_tokens = std::move(account.tokens);
  settings.numbers = channel.texts("numbers");
  for (const std::string& number : settings.numbers) {
    if (is_number(number)) continue;
    channel.problem_at("numbers", "numbers: \"" + number +
                                      "\" is neither E.164 (\"+18015550100\") nor a short code");
  }
  settings.messaging_services = channel.texts("messaging_services");
  for (const std::string& service : settings.messaging_services) {
    if (is_twilio_sid(service, "MG")) continue;
    channel.problem_at("messaging_services",
                       "messaging_services: \"" + service + "\" is not \"MG\" and 32 hex digits");
  }
  read_reply(channel, settings);
  return std::make_unique<TwilioSms>(std::move(settings), medium);
}

}  // namespace crosstown
