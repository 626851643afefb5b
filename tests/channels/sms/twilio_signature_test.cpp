#include "channels/sms/twilio_signature.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

using Fields = std::vector<FormField>;

const std::string docs_token = "12345";
const std::string token = "12345678901234567890123456789012";

constexpr std::string_view sid1 = "SM00000000000000000000000000000001";
constexpr std::string_view sid9 = "SM00000000000000000000000000000009";
constexpr std::string_view account = "AC00000000000000000000000000000311";

struct Vector {
  const char* name;
  std::string token;
  std::string_view origin;
  std::string_view target;
  Fields fields;
  std::string_view signature;
};

// "documentation" is from Twilio's page on webhook security; the others were made with its Node
// SDK 6.2.0.
const Vector vectors[] = {
    {"documentation",
     docs_token,
     "https://mycompany.com",
     "/myapp.php?foo=1&bar=2",
     {{"CallSid", "CA1234567890ABCDE"},
      {"From", "+14158675309"},
      {"To", "+18005551212"},
      {"Caller", "+14158675309"},
      {"Digits", "1234"}},
     "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
    {"message",
     token,
     "https://crosstown.example.gov",
     "/twilio/sms",
     {{"AccountSid", account},
      {"ApiVersion", "2010-04-01"},
      {"Body", "Pothole at 5th & Main"},
      {"From", "+13125550142"},
      {"MessageSid", sid1},
      {"NumMedia", "0"},
      {"NumSegments", "1"},
      {"SmsMessageSid", sid1},
      {"SmsSid", sid1},
      {"SmsStatus", "received"},
      {"To", "+13125550311"}},
     "yVwDXRzjMXSAO6dQh3z+a6HxeIY="},
    {"media, UTF-8, a query",
     token,
     "https://crosstown.example.gov",
     "/twilio/sms?tenant=chi&lang=es",
     {{"Body", "Bache en la calle Ñandú 🕳️"},
      {"FromCity", ""},
      {"From", "+13125550142"},
      {"MediaContentType0", "image/jpeg"},
      {"MediaUrl0",
       "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000311/Messages/"
       "MM00000000000000000000000000000002/Media/ME00000000000000000000000000000003"},
      {"MessageSid", "MM00000000000000000000000000000002"},
      {"NumMedia", "1"},
      {"To", "+13125550311"}},
     "NpXQeACAImhJqoET8wbrrPITW6A="},
    {"order of bytes",
     token,
     "https://crosstown.example.gov",
     "/twilio/sms",
     {{"a", "1"}, {"B", "2"}, {"A", "3"}, {"b", "4"}, {"_z", "5"}},
     "Qg2svGeWcS/08wXUkR3Tn+brTuE="},
    {"repeated names",
     token,
     "https://crosstown.example.gov",
     "/twilio/sms",
     {{"Tag", "b"}, {"Tag", "a"}, {"Tag", "b"}, {"From", "+13125550142"}},
     "KK3MGNhzyj27Pjp1VHhspGa4eF0="},
    {"GET",
     token,
     "https://crosstown.example.gov",
     "/twilio/sms?From=%2B13125550142&Body=hi",
     {},
     "UszlzG5cek/YwL+03f/U1GS42x8="},
    {"a port",
     token,
     "https://crosstown.example.gov:8443",
     "/twilio/sms",
     {{"Body", "hi"}},
     "uPxw5P//FLkZZVgMZGg5Nrx3Itk="},
    {"the default port",
     token,
     "https://crosstown.example.gov:443",
     "/twilio/sms",
     {{"Body", "hi"}},
     "jDy33MWgkSFbu9+Ljz90f4u24QQ="},
    {"no port",
     token,
     "https://crosstown.example.gov",
     "/twilio/sms",
     {{"Body", "hi"}},
     "aaYUVhNMHwnLi//w6anHTXOxEl8="},
    {"status callback",
     token,
     "https://crosstown.example.gov",
     "/twilio/status",
     {{"AccountSid", account},
      {"ApiVersion", "2010-04-01"},
      {"ErrorCode", "30003"},
      {"From", "+13125550311"},
      {"MessageSid", sid9},
      {"MessageStatus", "undelivered"},
      {"SmsSid", sid9},
      {"SmsStatus", "undelivered"},
      {"To", "+13125550142"}},
     "n16SS0xlqmaTkskPnx0YFbQNeN4="},
    {"http, voice",
     token,
     "http://crosstown.example.gov",
     "/twilio/voice",
     {{"CallSid", "CA00000000000000000000000000000001"},
      {"CallStatus", "ringing"},
      {"Caller", "+13125550142"},
      {"From", "+13125550142"},
      {"To", "+13125550311"},
      {"Direction", "inbound"}},
     "iUWByRZe5PCuq0151zCndfaL7Cg="},
    {"space and line ends stay",
     token,
     "https://crosstown.example.gov",
     "/twilio/sms",
     {{"Body", " STOP \r\n"}},
     "50/NnzMA1F1Lm6Ufk8XjEx7aVqw="},
    {"an empty value",
     token,
     "https://crosstown.example.gov",
     "/twilio/sms",
     {{"Body", ""}, {"From", "+13125550142"}},
     "woheYwkyfn8KowwX19Q3KQYt7Qk="},
};

HttpRequest request(std::string_view origin, std::string_view target, std::string_view body = {}) {
  return {.method = "POST", .target = target, .public_url = origin, .headers = {}, .body = body};
}

TEST(TwilioSignature, Vectors) {
  for (const Vector& vector : vectors) {
    SCOPED_TRACE(vector.name);
    const TwilioSignature signature({&vector.token, 1});
    EXPECT_EQ(
        signature.sign(std::string(vector.origin) + std::string(vector.target), vector.fields),
        vector.signature);
    EXPECT_TRUE(
        signature.matches(request(vector.origin, vector.target), vector.fields, vector.signature));
    Fields changed = vector.fields;
    changed.push_back({"Extra", "1"});
    EXPECT_FALSE(
        signature.matches(request(vector.origin, vector.target), changed, vector.signature));
  }
}

struct Variant {
  std::string_view origin;
  std::string_view target;
  std::string_view signature;
  bool matches;
};

constexpr std::string_view signed_8443 = "uPxw5P//FLkZZVgMZGg5Nrx3Itk=";
constexpr std::string_view signed_443 = "jDy33MWgkSFbu9+Ljz90f4u24QQ=";
constexpr std::string_view signed_plain = "aaYUVhNMHwnLi//w6anHTXOxEl8=";

constexpr Variant variants[] = {
    {"https://crosstown.example.gov:8443", "/twilio/sms", signed_plain, true},
    {"https://crosstown.example.gov:443", "/twilio/sms", signed_plain, true},
    {"https://crosstown.example.gov", "/twilio/sms", signed_443, true},
    {"https://crosstown.example.gov", "/twilio/sms", signed_8443, false},
    {"https://crosstown.example.gov:8443", "/twilio/sms", signed_443, false},
    {"http://crosstown.example.gov", "/twilio/sms", signed_plain, false},
    {"https://clerk:word@crosstown.example.gov", "/twilio/sms", signed_plain, true},
    {"https://clerk:w@rd@crosstown.example.gov:8443", "/twilio/sms", signed_8443, true},
    {"https://crosstown.example.gov", "/twilio/sms#rc=2", signed_plain, true},
    {"https://crosstown.example.gov/twilio", "/sms", signed_plain, true},
    {"https://crosstown.example.gov", "/twilio/sms/", signed_plain, false},
    {"https://crosstown.example.gov", "/twilio/sms?", signed_plain, false},
    {"https://crosstown.example.org", "/twilio/sms", signed_plain, false},
    {"https://crosstown.example.gov", "/twilio/sms", "", false},
};

TEST(TwilioSignature, TriesTheUrlWithPortAndWithout) {
  const TwilioSignature signature({&token, 1});
  const Fields fields = {{"Body", "hi"}};
  for (const Variant& each : variants) {
    EXPECT_EQ(signature.matches(request(each.origin, each.target), fields, each.signature),
              each.matches)
        << each.origin << each.target;
  }
}

TEST(TwilioSignature, KnowsAnAddressInBracketsFromAPort) {
  const TwilioSignature signature({&token, 1});
  const std::string plain = signature.sign("https://[2001:db8::1]/sms", {});
  EXPECT_TRUE(signature.matches(request("https://[2001:db8::1]", "/sms"), {}, plain));
  EXPECT_TRUE(signature.matches(request("https://[2001:db8::1]:8443", "/sms"), {}, plain));
  EXPECT_FALSE(signature.matches(request("https://[2001:db8::2]", "/sms"), {}, plain));
}

TEST(TwilioSignature, WhatIsSignedHasNoFragment) {
  const TwilioSignature signature({&token, 1});
  EXPECT_EQ(signature.sign("https://crosstown.example.gov/twilio/sms#rc=5&rp=ct,rt,5xx",
                           Fields{{"Body", "hi"}}),
            signed_plain);
}

TEST(TwilioSignature, AnyTokenMayHaveSigned) {
  const std::string tokens[] = {"new-token", token};
  const std::string others[] = {"new-token", "another"};
  const Fields fields = {{"Body", "hi"}};
  const auto asked = request("https://crosstown.example.gov", "/twilio/sms");
  EXPECT_TRUE(TwilioSignature(tokens).matches(asked, fields, signed_plain));
  EXPECT_FALSE(TwilioSignature(others).matches(asked, fields, signed_plain));
  EXPECT_EQ(TwilioSignature(tokens).sign("https://crosstown.example.gov/twilio/sms", fields),
            TwilioSignature({tokens, 1}).sign("https://crosstown.example.gov/twilio/sms", fields));
}

TEST(TwilioSignature, NamesAlikeInTheirFirstBytesAreOrdered) {
  const TwilioSignature signature({&token, 1});
  const Fields fields = {{"MediaUrl10", "c"}, {"MediaUrl1", "b"}, {"MediaUrl", "a"}, {"Med", "0"}};
  const Fields reversed(fields.rbegin(), fields.rend());
  const Fields glued = {{"Med0MediaUrlaMediaUrl1bMediaUrl10c", ""}};
  const std::string expected = signature.sign("https://example.org/", glued);
  EXPECT_EQ(signature.sign("https://example.org/", fields), expected);
  EXPECT_EQ(signature.sign("https://example.org/", reversed), expected);
}

TEST(TwilioSignature, OtherBodiesAreSignedByTheirHash) {
  const TwilioSignature signature({&token, 1});
  constexpr std::string_view target =
      "/twilio/events?bodySHA256=f4d7fe72cf8fbf168ed6c34868d97513f416127d52c9d81ecf2d180eff72a37a";
  constexpr std::string_view body =
      R"({"type":"com.twilio.messaging.inbound-message.received","data":{"body":"hola"}})";
  constexpr std::string_view origin = "https://crosstown.example.gov";
  constexpr std::string_view expected = "HKTS/0VhVEoyUZPO7XUUL3YhICw=";
  EXPECT_TRUE(signature.matches_body(request(origin, target, body), expected));
  EXPECT_FALSE(signature.matches_body(request(origin, target, std::string(body) + " "), expected));
  EXPECT_FALSE(signature.matches_body(request(origin, target.substr(0, 14), body), expected));
  EXPECT_FALSE(signature.matches_body(request(origin, target, body), signed_plain));
}

}  // namespace
}  // namespace crosstown
