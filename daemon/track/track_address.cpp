#include "daemon/track/track_address.h"

#include <algorithm>

#include "channels/http/form.h"
#include "router/message/text.h"

namespace crosstown {
namespace {

constexpr std::string_view path_of_form = "/track";
constexpr std::size_t longest = 40;

std::string bounded(std::string_view text) {
  return std::string(cut(clean(std::string(text)), longest));
}

}  // namespace

std::string track_url(std::string_view public_url, std::string_view tracking) {
  return std::string(public_url).append(path_of_form).append("/").append(tracking);
}

std::optional<TrackAddress> track_address(std::string_view target) {
  const std::size_t mark = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, mark);
  if (!path.starts_with(path_of_form)) return std::nullopt;
  const std::string_view behind = path.substr(path_of_form.size());
  if (!behind.empty() && behind.front() != '/') return std::nullopt;
  if (behind.find('/', 1) != std::string_view::npos) return std::nullopt;
  TrackAddress address;
  address.in_path = !behind.empty();
  if (address.in_path) address.typed = bounded(behind.substr(1));
  Form form;
  if (!form.decode(target.substr(std::min(mark + 1, target.size())))) return address;
  if (!address.in_path) address.typed = bounded(form["number"]);
  address.language = bounded(form["lang"]);
  return address;
}

}  // namespace crosstown
