#include "daemon/http/outgoing/address_rules.h"

#include <gtest/gtest.h>

namespace crosstown::http {
namespace {

TEST(AddressRules, OnlyPublicAddressesAreCalled) {
  const AddressRules rules({});
  for (const char* text : {"8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.0", "100.63.255.255",
                           "100.128.0.0", "192.167.1.1", "2606:4700::1111", "2a00::1"})
    EXPECT_TRUE(rules.may_call(*parse_ip(text))) << text;
  for (const char* text : {"0.0.0.0",
                           "0.1.2.3",
                           "10.1.2.3",
                           "100.64.0.1",
                           "127.0.0.1",
                           "127.255.255.255",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.8",
                           "192.0.2.1",
                           "192.168.1.1",
                           "198.18.0.1",
                           "198.51.100.1",
                           "203.0.113.1",
                           "224.0.0.1",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::7f00:1",
                           "::ffff:10.0.0.1",
                           "::ffff:127.0.0.1",
                           "64:ff9b::7f00:1",
                           "100::1",
                           "2001::1",
                           "2001:db8::1",
                           "2002:7f00:1::",
                           "fc00::1",
                           "fd12::1",
                           "fe80::1",
                           "febf::1",
                           "fec0::1",
                           "ff02::1"})
    EXPECT_FALSE(rules.may_call(*parse_ip(text))) << text;
}

TEST(AddressRules, WhatIsAllowedIsCalled) {
  const AddressRules rules({"10.20.0.0/16", "::1"});
  EXPECT_TRUE(rules.may_call(*parse_ip("10.20.3.4")));
  EXPECT_TRUE(rules.may_call(*parse_ip("::1")));
  EXPECT_FALSE(rules.may_call(*parse_ip("10.21.0.1")));
  EXPECT_FALSE(rules.may_call(*parse_ip("127.0.0.1")));
}

}  // namespace
}  // namespace crosstown::http
