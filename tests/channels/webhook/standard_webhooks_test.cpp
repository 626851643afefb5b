#include "channels/webhook/standard_webhooks.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

using namespace std::chrono_literals;

struct Vector {
  std::string_view secret;  // empty: the key is `raw`
  std::string raw;
  std::string_view id;
  std::string_view timestamp;
  std::string_view body;
  std::string_view signature;
};

// Made with the reference library standardwebhooks 1.1.1; the first is from the specification.
const Vector vectors[] = {
    {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
     {},
     "msg_p5jXN8AQM9LWM0D4loKWxJek",
     "1614265330",
     R"({"test": 2432232314})",
     "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
    {"whsec_Y3Jvc3N0b3duLWRlbW8tc2VjcmV0LTI0",
     {},
     "msg_ct_000001",
     "1764000000",
     R"({"type":"message.received","channel":"sms","text":"hola ñ"})",
     "v1,+NE5qrrMX2rBJsPAa6AFl1+xVvvhYgjugwc25oUrKhM="},
    {"Y3Jvc3N0b3duLWRlbW8tc2VjcmV0LTI0",
     {},
     "msg_ct_000001",
     "1764000000",
     R"({"type":"message.received","channel":"sms","text":"hola ñ"})",
     "v1,+NE5qrrMX2rBJsPAa6AFl1+xVvvhYgjugwc25oUrKhM="},
    {"whsec_Y3Jvc3N0b3duLWRlbW8tc2VjcmV0LTI0",
     {},
     "msg_ct_000002",
     "1764000001",
     "",
     "v1,QsSB5boVC+63QuFSx8WkU7d/tqQsTWZt1xNAMOZpRiM="},
    {"", "plain-secret", "msg_ct_000003", "1764000002", "{}",
     "v1,sXOI/W7MMoZuhfk1jJR0rrO+VUOkW1ewxTBKqyjmtCo="},
};

TEST(StandardWebhooks, Vectors) {
  for (const Vector& vector : vectors) {
    const std::string key =
        vector.secret.empty() ? vector.raw : standard_webhooks_key(vector.secret).value();
    const StandardWebhooks signature({&key, 1});
    EXPECT_EQ(signature.sign(vector.id, vector.timestamp, vector.body), vector.signature);
    const WebhookHeaders headers{vector.id, vector.timestamp, vector.signature};
    EXPECT_TRUE(signature.matches(headers, vector.body));
    EXPECT_FALSE(signature.matches(headers, std::string(vector.body) + " "));
    EXPECT_FALSE(signature.matches({vector.id, "1", vector.signature}, vector.body));
    EXPECT_FALSE(signature.matches({"msg", vector.timestamp, vector.signature}, vector.body));
  }
}

TEST(StandardWebhooks, OneRightEntryIsEnough) {
  const std::string key = "plain-secret";
  const StandardWebhooks signature({&key, 1});
  const std::string good = signature.sign("m", "1", "{}").substr(3);
  const auto matches = [&](const std::string& entries) {
    return signature.matches({"m", "1", entries}, "{}");
  };
  EXPECT_TRUE(matches("v1,AAAA v1," + good));
  EXPECT_TRUE(matches("v1a,AAAA  v1," + good + " v1,AAAA"));
  for (const std::string& entries : {"v2," + good, good, "v1, " + good, "v1 " + good, std::string(),
                                     std::string(" "), "v1," + good + "="}) {
    EXPECT_FALSE(matches(entries)) << entries;
  }
}

TEST(StandardWebhooks, AnyKeyMayHaveSigned) {
  const std::string keys[] = {"new", "old"};
  const StandardWebhooks both(keys);
  const StandardWebhooks old({keys + 1, 1});
  EXPECT_TRUE(both.matches({"m", "1", old.sign("m", "1", "{}")}, "{}"));
  EXPECT_FALSE(old.matches({"m", "1", both.sign("m", "1", "{}")}, "{}"));
}

TEST(StandardWebhooks, TimestampsAreWholeNumbers) {
  EXPECT_EQ(unix_seconds("1764000000"), 1764000000);
  for (const char* text : {"", " 1", "1 ", "1.5", "+1", "0x1", "soon", "99999999999999999999"}) {
    EXPECT_EQ(unix_seconds(text), std::nullopt) << text;
  }
}

TEST(StandardWebhooks, FiveMinutesBothWays) {
  const Time now = Time(1764000000s) + 999ms;
  for (const int age : {0, 299, 300, -299, -300})
    EXPECT_TRUE(is_fresh(1764000000 - age, now)) << age;
  for (const int age : {301, -301}) EXPECT_FALSE(is_fresh(1764000000 - age, now)) << age;
  EXPECT_FALSE(is_fresh(std::numeric_limits<std::int64_t>::min(), now));
  EXPECT_FALSE(is_fresh(std::numeric_limits<std::int64_t>::max(), now));
}

}  // namespace
}  // namespace crosstown
