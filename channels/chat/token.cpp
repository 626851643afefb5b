#include "channels/chat/token.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "channels/http/base64.h"

namespace crosstown::chat {
namespace {

constexpr std::size_t longest = 2048;  // bytes of a token: its file's name may be long

std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto dot = std::min(text.find('.'), text.size());
    parts.push_back(text.substr(0, dot));
    if (dot == text.size()) return parts;
    text.remove_prefix(dot + 1);
  }
}

std::optional<std::int64_t> number_in(std::string_view text, int base) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

std::int64_t seconds(Time time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

Time time_at(std::int64_t seconds) { return Time(std::chrono::seconds(seconds)); }

}  // namespace

std::string base64url_encode(std::string_view bytes) {
  std::string text = base64_encode(bytes);
  while (text.ends_with('=')) text.pop_back();
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

std::optional<std::string> base64url_decode(std::string_view text) {
  if (text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
  std::string plain(text);
  std::replace(plain.begin(), plain.end(), '-', '+');
  std::replace(plain.begin(), plain.end(), '_', '/');
  while (plain.size() % 4 != 0) plain += '=';
  return base64_decode(plain);
}

std::string TokenMaker::signed_by(std::string_view whose, std::string text) const {
  std::string mac = key_.mac({whose, "\n", text}).base64();
  std::replace(mac.begin(), mac.end(), '+', '-');
  std::replace(mac.begin(), mac.end(), '/', '_');
  while (mac.ends_with('=')) mac.pop_back();
  return text += '.' + mac;
}

std::optional<std::string_view> TokenMaker::read(std::string_view whose,
                                                 std::string_view token) const {
  const auto dot = token.rfind('.');
  if (dot == std::string_view::npos || token.size() > longest) return std::nullopt;
  const auto bytes = base64url_decode(token.substr(dot + 1));
  if (!bytes) return std::nullopt;
  const std::string_view text = token.substr(0, dot);
  if (!key_.mac({whose, "\n", text}).matches(base64_encode(*bytes))) return std::nullopt;
  return text;
}

std::string TokenMaker::for_session(std::string_view channel, const SessionToken& session) const {
  return signed_by(channel, fmt::format("c1.{}.{:x}", session.session, seconds(session.made)));
}

std::optional<SessionToken> TokenMaker::session_of(std::string_view channel,
                                                   std::string_view token) const {
  const auto text = read(channel, token);
  if (!text) return std::nullopt;
  const auto parts = parts_of(*text);
  if (parts.size() != 3 || parts[0] != "c1") return std::nullopt;
  const auto made = number_in(parts[2], 16);
  if (!made) return std::nullopt;
  return SessionToken{std::string(parts[1]), time_at(*made)};
}

std::string TokenMaker::for_upload(std::string_view session, const Attachment& file,
                                   Time until) const {
  return signed_by(session,
                   fmt::format("u1.{}.{}.{:x}.{}.{}", file.id, file.size, seconds(until),
                               base64url_encode(file.content_type), base64url_encode(file.name)));
}

std::optional<Attachment> TokenMaker::upload_of(std::string_view session, std::string_view token,
                                                Time now) const {
  const auto text = read(session, token);
  if (!text) return std::nullopt;
  const auto parts = parts_of(*text);
  if (parts.size() != 6 || parts[0] != "u1") return std::nullopt;
  const auto size = number_in(parts[2], 10), until = number_in(parts[3], 16);
  auto type = base64url_decode(parts[4]), name = base64url_decode(parts[5]);
  if (!size || !until || !type || !name || time_at(*until) < now) return std::nullopt;
  Attachment file;
  file.id = parts[1];
  file.size = static_cast<std::uint64_t>(*size);
  file.content_type = *std::move(type);
  file.name = *std::move(name);
  return file;
}

}  // namespace crosstown::chat
