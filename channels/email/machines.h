// Mail that no person wrote, and what it says (RFC 3834, RFC 3464). Such mail is never answered by
// another machine: that is how loops begin.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "channels/email/mime.h"
#include "router/message/message.h"

namespace crosstown::mail {

struct SenderMarks {
  std::string_view envelope_sender;  // empty: a null sender, who wants no answer
  std::string_view from;
  std::string_view subject;  // decoded
};

// Who wrote it, as one word: "own" (one of `own_addresses` stands in From), "bounce",
// "auto-replied" (out of office, a receipt that it was read), "auto-generated", "list", "bulk";
// empty: a person, as far as can be told.
[[nodiscard]] std::string_view machine_kind(const MimeMail& mail, const SenderMarks& marks,
                                            std::span<const std::string> own_addresses);

// What a delivery status notification says of its first recipient who has a final state, else of
// the first. Empty if the mail is none.
[[nodiscard]] std::optional<Bounce> read_bounce(const MimeMail& mail);

// More hops than that are a loop (RFC 5321 section 6.3 asks for 100 at least where nothing else is
// known; 50 is what Postfix counts to).
inline constexpr std::size_t most_hops = 50;
[[nodiscard]] bool is_looping(const MimeMail& mail);

}  // namespace crosstown::mail
