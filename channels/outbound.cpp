#include "channels/outbound.h"

#include <algorithm>
#include <charconv>

namespace crosstown {

std::string_view ProviderAnswer::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const Header& one) {
    return equal_ignoring_case(one.name, name);
  });
  return found == headers.end() ? std::string_view() : found->value;
}

std::optional<std::chrono::seconds> retry_after(const ProviderAnswer& answer) {
  const std::string_view text = answer.header("Retry-After");
  unsigned seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return std::chrono::seconds(std::min(seconds, 3600u));
}

ProviderCall ReplyWriter::look_up(const OutgoingText&) const { return {}; }

LookUpOutcome ReplyWriter::read_look_up(const OutgoingText&, Time, std::span<const std::string>,
                                        const ProviderAnswer&) const {
  return Unclear{"the provider cannot be asked"};
}

}  // namespace crosstown
