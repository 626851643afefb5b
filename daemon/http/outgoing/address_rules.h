// Which addresses the daemon may call. A URL in the configuration, or one that a provider names,
// may lead to any address; what only this machine or this network can reach must not be reached
// through us by mistake or by somebody's wish (server-side request forgery).
#pragma once

#include <string>
#include <vector>

#include "daemon/http/ip.h"

namespace crosstown::http {

class AddressRules {
 public:
  // `allowed`: addresses and blocks ("10.0.0.0/8") that may be called although they are not public.
  // Throws std::invalid_argument, naming the entry.
  explicit AddressRules(const std::vector<std::string>& allowed);

  // Of the address that is connected to, not of a name: what a name means changes between two
  // looks.
  [[nodiscard]] bool may_call(const IpAddress& address) const;

 private:
  TrustedProxies special_;  // blocks of addresses, as those of proxies are
  TrustedProxies allowed_;
};

}  // namespace crosstown::http
