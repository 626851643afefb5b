// What a resident would see of a channel's answer: its words, without the protocol around them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crosstown::ctl {

struct ResidentView {
  std::vector<std::string> words;  // one per message; none: the resident is told nothing
  std::string tracking;            // canonical; empty: no number was given
};

// TwiML, the webhook adapter's JSON, or plain text: told apart by how it begins, because a released
// request's answer comes without its content type. Any bytes are fine.
[[nodiscard]] ResidentView resident_view(std::string_view answer);

}  // namespace crosstown::ctl
