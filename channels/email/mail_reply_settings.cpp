// `reply` of a mailbox's channel.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "channels/email/mail_replies.h"
#include "channels/reply_settings.h"

namespace crosstown::mail {
namespace {

constexpr std::string_view no_relay =
    "relay must be smtp://HOST[:PORT] (TLS by STARTTLS) or smtps://HOST[:PORT]";
constexpr std::size_t longest_name = 200;  // bytes, of what stands beside the address

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 255 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == ':';
  });
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

// Into host, port and kind. 587 and 465 are RFC 8314's.
bool read_relay_url(std::string_view url, Relay& relay) {
  constexpr std::string_view plain = "smtp://", encrypted = "smtps://";
  relay.tls_at_once = url.starts_with(encrypted);
  if (!relay.tls_at_once && !url.starts_with(plain)) return false;
  url.remove_prefix(relay.tls_at_once ? encrypted.size() : plain.size());
  if (url.ends_with('/')) url.remove_suffix(1);
  const bool bracketed = url.starts_with('[');  // an IPv6 address
  const std::size_t close = bracketed ? url.find(']') : 0;
  if (close == std::string_view::npos) return false;
  const std::size_t colon = url.find(':', close);
  const std::string_view host = url.substr(0, colon);
  relay.host = bracketed ? host.substr(1, close - 1) : host;
  relay.port = relay.tls_at_once ? "465" : "587";
  if (colon != std::string_view::npos) relay.port = url.substr(colon + 1);
  return is_host(relay.host) && is_port(relay.port) && (!bracketed || host.ends_with(']'));
}

// One text for all, or one a language.
std::map<std::string, std::string> read_signatures(config::Section& reply) {
  std::map<std::string, std::string> signatures;
  const auto value = reply.find("signature");
  if (!value) return signatures;
  if (!value->is_map()) return {{"", value->text()}};
  config::Section languages = value->section();
  for (const auto& [language, text] : languages.entries())
    signatures.emplace(language, text.text());
  return signatures;
}

void read_session(config::Section& reply, Relay& relay) {
  ClientSettings& session = relay.session;
  session.host = reply.text("host");
  if (!session.host.empty() && !is_host(session.host))
    reply.problem_at(
        "host", fmt::format("host: \"{}\" must be a name like ct.riverbend.example", session.host));
  const std::vector<std::string> words{"required", "none"};
  const auto tls = reply.find("tls");
  if (tls && relay.tls_at_once)
    reply.problem_at("tls", "tls: smtps:// has it from the first byte; take this key out");
  session.must_encrypt = !tls || tls->one_of(words).value_or(0) == 0;
  session.user = reply.text("username");
  if (reply.has("password")) session.password = reply.required_secret("password");
  if (session.user.empty() && reply.has("password"))
    reply.problem_at("password", "password: username is missing");
  if (!session.user.empty() && !reply.has("password")) (void)reply.require("password");
  if (!session.user.empty() && !session.must_encrypt)
    reply.problem_at("tls", "tls: a password goes over no line without TLS");
  const std::vector<std::string> notices{"failed", "delivered"};
  if (const auto wanted = reply.find("notices"))
    session.ask_for_notices = wanted->one_of(notices).value_or(0) == 1;
}

}  // namespace

std::optional<MailReplySettings> read_mail_replies(config::Section& channel) {
  if (!channel.has("reply")) return std::nullopt;
  config::Section reply = channel.section("reply");
  MailReplySettings settings;
  settings.reply.interval = std::chrono::milliseconds(100);
  settings.reply.burst = 50;
  settings.reply.receipts = true;
  settings.reply = read_reply_settings(reply, settings.reply);
  const std::string url = reply.required_text("relay");
  if (!url.empty() && !read_relay_url(url, settings.relay))
    reply.problem_at("relay", std::string(no_relay));
  read_session(reply, settings.relay);
  settings.name = reply.text("name");
  if (settings.name.size() > longest_name)
    reply.problem_at("name", fmt::format("name: at most {} bytes", longest_name));
  settings.signatures = read_signatures(reply);
  reply.finish();
  return settings;
}

}  // namespace crosstown::mail
