#include "channels/reply_settings.h"

#include <algorithm>
#include <array>

namespace crosstown {
namespace {

using namespace std::chrono_literals;

// Outside of the bounds is a problem and gives the fallback.
std::chrono::milliseconds duration_within(config::Section& section, std::string_view key,
                                          std::chrono::milliseconds low,
                                          std::chrono::milliseconds high,
                                          std::chrono::milliseconds fallback,
                                          const std::string& bounds) {
  const auto value = section.duration(key, fallback);
  if (value >= low && value <= high) return value;
  section.problem_at(key, std::string(key) + " must be " + bounds);
  return fallback;
}

}  // namespace

ReplySettings read_reply_settings(config::Section& reply, ReplySettings settings) {
  settings.interval = duration_within(reply, "interval", 1ms, 1h, settings.interval, "1ms to 1h");
  settings.burst = static_cast<int>(reply.integer("burst", 1, 1000, settings.burst));
  settings.give_up_after =
      duration_within(reply, "give_up_after", 1min, 7 * 24h, settings.give_up_after, "1m to 7d");
  const std::vector<std::string> words{"leave", "repeat"};
  if (const auto unknown = reply.find("unknown"))
    settings.repeat_unknown = unknown->one_of(words).value_or(0) == 1;
  settings.receipts = reply.flag("receipts", settings.receipts);
  return settings;
}

std::string read_reply_url(config::Section& reply, std::string_view key, std::string fallback) {
  std::string url = reply.text(key, std::move(fallback));
  const bool visible =
      std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c <= '~'; });
  const auto host = url.find("://");
  const bool schemed = url.starts_with("https://") || url.starts_with("http://");
  if (url.empty() ||
      (visible && schemed && url.size() > host + 3 && url.find_first_of("#@") == std::string::npos))
    return url;
  reply.problem_at(
      key, std::string(key) + " must be an https:// address without user name and fragment");
  return {};
}

}  // namespace crosstown
