#include "channels/email/mail_settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "channels/email/smtp_path.h"
#include "channels/http_request.h"

namespace crosstown::mail {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
  return out;
}

bool is_address(const std::string& text) {
  const auto path = read_path("<" + text + ">");
  const Mailbox parts = split_mailbox(text);
  return path && path->parameters.empty() && !parts.domain.empty() &&
         parts.local.find('+') == std::string_view::npos;
}

}  // namespace

MailSettings read_mail_settings(config::Section& channel) {
  MailSettings settings;
  if (channel.require("addresses")) {
    for (const std::string& address : channel.texts("addresses")) {
      if (is_address(address)) {
        settings.addresses.push_back(lower(address));
      } else {
        channel.problem_at("addresses", fmt::format("addresses: \"{}\" must be a mail address like "
                                                    "311@riverbend.example, without \"+\"",
                                                    address));
      }
    }
    if (settings.addresses.empty())
      channel.problem_at("addresses", "addresses: at least one is needed");
  }
  settings.trusted_servers = channel.texts("trusted_servers");
  return settings;
}

bool is_ours(const MailSettings& settings, std::string_view mailbox) {
  const Mailbox wanted = split_mailbox(mailbox);
  const std::string_view local = wanted.local.substr(0, wanted.local.find('+'));
  return std::any_of(settings.addresses.begin(), settings.addresses.end(), [&](const auto& each) {
    const Mailbox ours = split_mailbox(each);
    return equal_ignoring_case(ours.local, local) &&
           equal_ignoring_case(ours.domain, wanted.domain);
  });
}

}  // namespace crosstown::mail
