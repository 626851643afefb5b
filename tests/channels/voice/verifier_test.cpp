// Every way to be wrong, with an authority of our own in the shape of the real one.
#include "channels/voice/verifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "channels/voice/alexa.h"
#include "tests/channels/voice/amazon.h"
#include "tests/config/fixture.h"

namespace crosstown::alexa {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const Time now = Time(seconds(1795307045));  // 2026-11-22T00:24:05Z

const Amazon& amazon() {
  static const Amazon made(now);
  return made;
}

class VerifierTest : public ::testing::Test {
 protected:
  VerifierTest() {
    const auto file = folder_.write("roots.pem", amazon().root());
    adapter_ =
        std::make_unique<Alexa>(VerifierSettings{std::string(skill), "https://mirror.example"},
                                TrustRoots::from_file(file.string()), "");
  }

  // What comes of a request; the certificate is there when it is asked for.
  Step post(const SignedRequest& request, Time at = now, const std::string& pem = chain()) {
    const StepContext context{.now = at};
    Step step = adapter_->receive(request.view(), context);
    const auto* const need = std::get_if<Need>(&step);
    const auto* const fetch = need ? std::get_if<NeedFetch>(need) : nullptr;
    if (!fetch) return step;
    ++fetches_;
    url_ = fetch->url;
    return adapter_->go_on(request.view(), context, {status_, pem});
  }

  static const std::string& chain() {
    static const std::string made = amazon().chain();
    return made;
  }
  static SignedRequest good(const EnvelopeParts& parts = {}) {
    return signed_by(amazon(), envelope(parts, now));
  }

  config::Folder folder_;
  std::unique_ptr<Alexa> adapter_;
  int fetches_ = 0;
  int status_ = 200;
  std::string url_;
};

bool is_taken(const Step& step) {
  const auto* const need = std::get_if<Need>(&step);
  return need && std::holds_alternative<NeedDialogue>(*need);
}

// As the daemon answers it; 0: it is no refusal.
int status_of(const Step& step) {
  const auto* const refusal = std::get_if<Refusal>(&step);
  if (!refusal) return 0;
  return refusal->http_status ? refusal->http_status : rule_of(refusal->code).http_status;
}

std::string detail_of(const Step& step) {
  const auto* const refusal = std::get_if<Refusal>(&step);
  return refusal ? refusal->detail : "";
}

TEST_F(VerifierTest, TakesWhatAmazonSigned) {
  EXPECT_TRUE(is_taken(post(good())));
  EXPECT_EQ(url_, "https://mirror.example/echo.api/echo-api-cert-12.pem");
}

TEST_F(VerifierTest, AsksForACertificateOnce) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(is_taken(post(good())));
  SignedRequest same = good();
  same.set("signaturecertchainurl",
           "HTTPS://S3.amazonaws.com:443/echo.api/../echo.api/echo-api-cert-12.pem");
  EXPECT_TRUE(is_taken(post(same)));
  EXPECT_EQ(fetches_, 1);
}

TEST_F(VerifierTest, AsksAgainWhenItEnds) {
  const std::string brief = amazon().chain({.until = hours(1)});
  EXPECT_TRUE(is_taken(post(good(), now, brief)));
  const Time later = now + hours(1) + seconds(1);
  const SignedRequest request = signed_by(amazon(), envelope({}, later));
  EXPECT_TRUE(is_taken(post(request, later)));
  EXPECT_EQ(fetches_, 2);
}

TEST_F(VerifierTest, AnIntermediateMayEndFirst) {
  const std::string brief = amazon().chain({.intermediate_until = hours(1)});
  EXPECT_TRUE(is_taken(post(good(), now, brief)));
  const Time later = now + hours(2);
  EXPECT_EQ(status_of(post(signed_by(amazon(), envelope({}, later)), later, brief)), 400);
  EXPECT_EQ(fetches_, 2);
}

TEST_F(VerifierTest, RefusesEveryForgery) {
  struct Wrong {
    const char* what;
    std::function<void(SignedRequest&)> alter;
  };
  const auto url = [](const char* to) {
    return [to](SignedRequest& r) { r.set("SignatureCertChainUrl", to); };
  };
  const Wrong table[] = {
      {"no url", [](auto& r) { r.drop("SignatureCertChainUrl"); }},
      {"no signature", [](auto& r) { r.drop("Signature-256"); }},
      {"only the old signature",
       [](auto& r) {
         r.drop("Signature-256");
         r.set("Signature", amazon().sign(r.body, "SHA1"));
       }},
      {"the old signature in the new header",
       [](auto& r) { r.set("Signature-256", amazon().sign(r.body, "SHA1")); }},
      {"no base64", [](auto& r) { r.set("Signature-256", "%%%"); }},
      {"a short signature", [](auto& r) { r.set("Signature-256", "AAAA"); }},
      {"an altered body", [](auto& r) { r.body.insert(r.body.size() - 1, " "); }},
      {"a signature of something else",
       [](auto& r) { r.set("Signature-256", amazon().sign("other")); }},
      {"another host", url("https://notamazon.example/echo.api/x.pem")},
      {"another path", url("https://s3.amazonaws.com/evil/x.pem")},
      {"no https", url("http://s3.amazonaws.com/echo.api/x.pem")},
      {"another port", url("https://s3.amazonaws.com:563/echo.api/x.pem")},
      {"dot segments", url("https://s3.amazonaws.com/echo.api/../evil/x.pem")},
      {"user information", url("https://s3.amazonaws.com@evil.example/echo.api/x.pem")},
      {"an encoding", url("https://s3.amazonaws.com/echo.api/%2e%2e/evil/x.pem")},
  };
  for (const auto& [what, alter] : table) {
    SignedRequest request = good();
    alter(request);
    EXPECT_EQ(status_of(post(request)), 400) << what;
  }
}

TEST_F(VerifierTest, RefusesEveryWrongCertificate) {
  const std::pair<const char*, LeafOptions> table[] = {
      {"expired", {.from = hours(-48), .until = hours(-1)}},
      {"not yet valid", {.from = hours(1)}},
      {"another name", {.names = "DNS:echo-api.example.org"}},
      {"a name within the name", {.names = "DNS:echo-api.amazon.com.evil.example"}},
      {"a wildcard", {.names = "DNS:*.amazon.com"}},
      {"no names", {.names = ""}},
      {"self-signed", {.self_signed = true}},
      {"self-signed, as an authority", {.self_signed = true, .is_authority = true}},
      {"a broken chain", {.with_intermediate = false}},
      {"another root", {.other_root = true}},
      {"an intermediate that has expired", {.intermediate_until = hours(-1)}},
      {"a key of 1,024 bits", {.weak_key = true}},
      {"signed with SHA-1", {.digest = "SHA1"}},
      {"for clients alone", {.use = "clientAuth"}},
      {"for code alone", {.use = "codeSigning"}},
  };
  int n = 0;
  for (const auto& [what, options] : table) {
    SignedRequest request = good();
    request.set("SignatureCertChainUrl",
                "https://s3.amazonaws.com/echo.api/" + std::to_string(n++) + ".pem");
    const Step step = post(request, now, amazon().chain(options));
    EXPECT_EQ(status_of(step), 400) << what;
    EXPECT_THAT(detail_of(step), ::testing::StartsWith("certificate: ")) << what;
  }
}

TEST_F(VerifierTest, RefusesWhatIsNoCertificate) {
  const std::string junk[] = {"", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                              "<html>", std::string(largest_chain + 1, 'x')};
  int n = 0;
  for (const std::string& pem : junk) {
    SignedRequest request = good();
    request.set("SignatureCertChainUrl",
                "https://s3.amazonaws.com/echo.api/j" + std::to_string(n++));
    EXPECT_EQ(status_of(post(request, now, pem)), 400) << n;
  }
}

TEST_F(VerifierTest, RefusesWhatIsLateOrEarlyOrAnothersSkill) {
  const std::pair<const char*, int> times[] = {{"-149", 0},    {"-150", 0}, {"-151", 400},
                                               {"149", 0},     {"150", 0},  {"151", 400},
                                               {"100000", 400}};
  for (const auto& [apart, status] : times) {
    const std::string at = iso(now + seconds(std::stoi(apart)));
    EXPECT_EQ(status_of(post(good({.timestamp = at}))), status) << apart;
  }
  const char* const no_times[] = {"", "yesterday", "1795306325000", "2026-13-01T00:00:00Z",
                                  "2026-11-22T00:12:05"};
  for (const char* const time : no_times) {
    std::string body = envelope({.timestamp = "@"}, now);
    body.replace(body.find("\"@\""), 3, '"' + std::string(time) + '"');
    EXPECT_EQ(status_of(post(signed_by(amazon(), body))), 400) << time;
  }
  EXPECT_EQ(status_of(post(good({.application = "amzn1.ask.skill.other"}))), 400);
  EXPECT_EQ(status_of(post(good({.application = ""}))), 400);
}

TEST_F(VerifierTest, SomeEventsMayComeLate) {
  const std::string at = iso(now - seconds(3599));
  const auto status = [&](const char* type, const std::string& time) {
    return status_of(
        post(good({.request = "{\"type\":\"" + std::string(type) + "\"}", .timestamp = time})));
  };
  EXPECT_EQ(status("AlexaSkillEvent.SkillDisabled", at), 0);
  EXPECT_EQ(status("AlexaSkillEvent.SkillDisabled", iso(now - seconds(3601))), 400);
  EXPECT_EQ(status("AlexaSkillEvent.SkillDisabled", iso(now + seconds(151))), 400);
  EXPECT_EQ(status("AlexaSkillEvent.Other", at), 400);
  EXPECT_EQ(status("LaunchRequest", at), 400);
}

TEST_F(VerifierTest, AStrangerCausesNoFetch) {
  (void)post(good({.application = "amzn1.ask.skill.other"}));
  (void)post(good({.timestamp = iso(now - hours(1))}));
  SignedRequest elsewhere = good();
  elsewhere.set("SignatureCertChainUrl", "https://evil.example/echo.api/x.pem");
  (void)post(elsewhere);
  EXPECT_EQ(fetches_, 0);
}

TEST_F(VerifierTest, WhatCannotBeFetchedIsNobodysForgery) {
  for (const int status : {0, 500, 503}) {
    status_ = status;
    EXPECT_EQ(status_of(post(good())), 503) << status;
  }
  EXPECT_EQ(fetches_, 3);  // it is asked for again each time
  status_ = 200;
  EXPECT_TRUE(is_taken(post(good())));
}

TEST_F(VerifierTest, WhatIsNotThereIsAndIsNotAskedForAtOnceAgain) {
  status_ = 404;
  EXPECT_EQ(status_of(post(good())), 400);
  EXPECT_EQ(status_of(post(good())), 400);
  EXPECT_EQ(fetches_, 1);
  status_ = 200;
  const Time later = now + CertificateCache::wrong_for + seconds(1);
  EXPECT_TRUE(is_taken(post(good(), later)));
}

TEST_F(VerifierTest, AnOperatorMayVouch) {
  SignedRequest request = good({.timestamp = iso(now - hours(9))});
  request.drop("Signature-256");
  EXPECT_TRUE(is_taken(adapter_->receive(request.view(), {.now = now, .vouched = true})));
}

TEST_F(VerifierTest, RefusesWhatIsNoRequest) {
  const char* const bodies[] = {"", "{", "[]", "null", "\xff", "{\"request\":7,\"session\":[]}"};
  for (const char* const body : bodies)
    EXPECT_EQ(status_of(post(signed_by(amazon(), body))), 400) << body;
}

TEST(CertificateCache, IsBoundedAndKeepsWhatIsRight) {
  const config::Folder folder;
  const TrustRoots roots =
      TrustRoots::from_file(folder.write("roots.pem", amazon().root()).string());
  const auto key = std::get<0>(read_chain(amazon().chain(), roots, now));
  CertificateCache cache;
  cache.put("/echo.api/right", {key, {}}, now);
  for (int i = 0; i < 1000; ++i) cache.put("/echo.api/" + std::to_string(i), {nullptr, "x"}, now);
  ASSERT_TRUE(cache.find("/echo.api/right", now));
  EXPECT_EQ(cache.find("/echo.api/right", now)->key, key);
  int kept = 0;
  for (int i = 0; i < 1000; ++i)
    kept += cache.find("/echo.api/" + std::to_string(i), now).has_value();
  EXPECT_EQ(kept, static_cast<int>(CertificateCache::capacity) - 1);

  for (int i = 0; i < 1000; ++i) cache.put("/echo.api/k" + std::to_string(i), {key, {}}, now);
  cache.put("/echo.api/wrong", {nullptr, "x"}, now);
  EXPECT_FALSE(cache.find("/echo.api/wrong", now));
  EXPECT_FALSE(cache.find("/echo.api/k999", now + hours(24 * 91)));
}

}  // namespace
}  // namespace crosstown::alexa
