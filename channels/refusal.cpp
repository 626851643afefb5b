// The one table of refusals: how each is answered, counted and kept.
#include <array>
#include <cstddef>

#include "channels/channel.h"

namespace crosstown {
namespace {

using enum RefusalCode;

// 403 rather than 401 for a bad signature: 401 would have to name a scheme to log in with (RFC 9110
// section 11.6.1). Quarantine is for what a mistake of ours can explain (a secret or an account
// mistyped, a clock that is off, a provider that changed its fields): a resident wrote it, and the
// gateway will not send it again.
constexpr std::array rules = {
    RefusalRule{missing_signature, "missing_signature", 403, false, true,
                "The request is not signed."},
    RefusalRule{bad_signature, "bad_signature", 403, false, true, "The signature does not match."},
    RefusalRule{stale, "stale", 403, false, true, "The timestamp is too far from now."},
    RefusalRule{wrong_account, "wrong_account", 403, false, true,
                "The request is for another account."},
    RefusalRule{bad_content_type, "bad_content_type", 415, false, false,
                "This content type is not understood here."},
    RefusalRule{malformed, "malformed", 400, false, true, "The request cannot be read."},
    RefusalRule{missing_field, "missing_field", 400, false, true, "A required field is missing."},
    RefusalRule{too_large, "too_large", 413, false, false, "The request is too large."},
    RefusalRule{not_allowed, "not_allowed", 405, false, false, "This method is not allowed here."},
    RefusalRule{throttled, "throttled", 429, true, false,
                "Too many requests that were refused; please wait."},
    RefusalRule{overloaded, "overloaded", 503, true, false, "Too busy; please try again."},
    RefusalRule{unavailable, "unavailable", 503, true, false,
                "Not available for the moment; please try again."},
    RefusalRule{internal, "internal", 500, true, false, "Something went wrong here."},
};

constexpr bool in_order_of_codes() {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (static_cast<std::size_t>(rules[i].code) != i) return false;
  }
  return rules.back().code == internal;
}
static_assert(in_order_of_codes(), "rule_of() finds a rule by its code");

}  // namespace

const RefusalRule& rule_of(RefusalCode code) { return rules[static_cast<std::size_t>(code)]; }

}  // namespace crosstown
