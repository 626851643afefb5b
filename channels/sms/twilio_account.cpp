#include "channels/sms/twilio_account.h"

#include <algorithm>
#include <optional>

namespace crosstown {
namespace {

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
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

bool is_twilio_sid(std::string_view text, std::string_view prefix) {
  return text.size() == 34 && text.starts_with(prefix) &&
         std::all_of(text.begin() + 2, text.end(), is_hex);
}

TwilioAccount read_twilio_account(config::Section& channel) {
  TwilioAccount account;
  account.sid = channel.required_text("account_sid");
  if (!account.sid.empty() && !is_twilio_sid(account.sid, "AC")) {
    channel.problem_at("account_sid", "account_sid: \"AC\" and 32 hex digits expected");
  }
  account.tokens = read_tokens(channel);
  return account;
}

}  // namespace crosstown
