#include "channels/chat/chat_widget.h"

#include <algorithm>
#include <chrono>

#include "channels/reply_settings.h"

namespace crosstown::chat {
namespace {

using namespace std::chrono_literals;

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '[' ||
         c == ']' || c == ':';
}

// As a browser writes it: small letters, nothing behind the host, no port that the scheme has
// anyway.
bool is_origin(std::string_view text) {
  const bool secure = text.starts_with("https://");
  if (!secure && !text.starts_with("http://")) return false;
  const std::string_view host = text.substr(secure ? 8 : 7);
  return !host.empty() && std::all_of(host.begin(), host.end(), is_host_character) &&
         !host.ends_with(secure ? ":443" : ":80") && !host.ends_with(':');
}

void read_origins(config::Section& channel, WidgetSettings& settings) {
  if (!channel.require("allowed_origins")) return;
  settings.allowed_origins = channel.texts("allowed_origins");
  for (const std::string& origin : settings.allowed_origins) {
    if (is_origin(origin)) continue;
    channel.problem_at("allowed_origins",
                       "allowed_origins: \"" + origin +
                           "\" must be an origin as a browser names it, like "
                           "\"https://www.riverbend.example\": scheme, host, no path, no wildcard");
  }
  if (settings.allowed_origins.empty())
    channel.problem_at("allowed_origins", "allowed_origins: at least one is needed");
}

void read_rates(config::Section& channel, WidgetSettings& settings) {
  config::Section rates = channel.section("rates");
  const auto per = [&](const char* key, std::chrono::milliseconds time, std::int64_t fallback) {
    const auto count = static_cast<std::uint32_t>(rates.integer(key, 1, 1'000'000, fallback));
    return Rate{count, std::max<std::chrono::milliseconds>(1ms, time / count)};
  };
  settings.connections = per("connections", 1min, 60);
  settings.sessions = per("sessions", 1h, 120);
  settings.messages = per("messages", 1min, 30);
  settings.messages.burst = std::max(1U, settings.messages.burst / 2);
  settings.sockets = static_cast<std::uint32_t>(rates.integer("sockets", 1, 10'000'000, 100));
  rates.finish();
}

}  // namespace

bool ChatWidget::allows(std::string_view origin, std::string_view own) const {
  if (origin.empty()) return false;
  const auto& all = settings_.allowed_origins;
  return origin == own || std::find(all.begin(), all.end(), origin) != all.end();
}

Message ChatWidget::message_of(const wish::Say& say, std::vector<Attachment> files,
                               std::string_view session, std::string_view name,
                               std::string_view language) const {
  Message message;
  message.provider_id = std::string(session) + '.' + say.id;
  message.from = session;
  message.from_name = name;
  message.language = language;
  message.text = say.text;
  message.attachments = std::move(files);
  if (say.place) {
    Place& place = message.place.emplace();
    place.latitude = say.place->latitude;
    place.longitude = say.place->longitude;
  }
  return message;
}

std::unique_ptr<Adapter> make_chat_widget(config::Section& channel, Medium) {
  WidgetSettings settings;
  read_origins(channel, settings);
  const auto session = channel.duration("session", settings.session);
  if (session < 10min || session > std::chrono::hours(30 * 24))
    channel.problem_at("session", "session: between 10m and 30d expected");
  settings.session = std::chrono::duration_cast<std::chrono::seconds>(session);
  settings.limits.max_text =
      static_cast<std::size_t>(channel.integer("max_text", 1, 16'000, 4'000));
  settings.uploads = channel.flag("uploads", true);
  settings.max_upload = channel.size("max_upload", settings.max_upload);
  settings.text_by = channel.text("text_by");
  settings.privacy = channel.text("privacy");
  if (!settings.privacy.empty() && !settings.privacy.starts_with("https://"))
    channel.problem_at("privacy", "privacy: an address that begins with https:// expected");
  read_rates(channel, settings);
  if (channel.has("reply")) {
    config::Section reply = channel.section("reply");
    settings.replies = read_reply_settings(reply, settings.replies);
    reply.finish();
  }
  return std::make_unique<ChatWidget>(std::move(settings));
}

}  // namespace crosstown::chat
