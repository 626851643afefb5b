#include "daemon/http/outgoing/address_rules.h"

namespace crosstown::http {
namespace {

// IANA's registries of special-purpose addresses (RFC 6890), multicast, and the prefixes that carry
// an IPv4 address inside (RFC 6052, RFC 3056, RFC 4380): through a gateway they lead to that one.
const std::vector<std::string> special_purpose = {
    "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
    "::/96",         "64:ff9b::/96",    "64:ff9b:1::/48", "100::/64",       "2001::/23",
    "2001:db8::/32", "2002::/16",       "fc00::/7",       "fe80::/10",      "fec0::/10",
    "ff00::/8",
};

}  // namespace

AddressRules::AddressRules(const std::vector<std::string>& allowed)
    : special_(special_purpose), allowed_(allowed) {}

bool AddressRules::may_call(const IpAddress& address) const {
  return !special_.trusts(address) || allowed_.trusts(address);
}

}  // namespace crosstown::http
