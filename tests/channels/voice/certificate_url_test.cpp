#include "channels/voice/certificate_url.h"

#include <gtest/gtest.h>

namespace crosstown::alexa {
namespace {

TEST(CertificateUrl, TakesWhatIsAmazonsInNormalForm) {
  const std::pair<const char*, const char*> table[] = {
      {"https://s3.amazonaws.com/echo.api/echo-api-cert.pem", "/echo.api/echo-api-cert.pem"},
      {"https://s3.amazonaws.com:443/echo.api/echo-api-cert.pem", "/echo.api/echo-api-cert.pem"},
      {"https://s3.amazonaws.com/echo.api/../echo.api/echo-api-cert.pem",
       "/echo.api/echo-api-cert.pem"},
      {"https://s3.amazonaws.com/echo.api/../../../echo.api/x.pem", "/echo.api/x.pem"},
      {"https://s3.amazonaws.com/echo.api/./a/../x.pem", "/echo.api/x.pem"},
      {"https://s3.amazonaws.com/echo.api/a/b/x.pem", "/echo.api/a/b/x.pem"},
      {"https://s3.amazonaws.com/echo.api/..x", "/echo.api/..x"},
      {"HTTPS://S3.AMAZONAWS.COM/echo.api/x.pem", "/echo.api/x.pem"},
  };
  for (const auto& [url, path] : table) EXPECT_EQ(certificate_path(url), path) << url;
}

TEST(CertificateUrl, RefusesWhatIsNot) {
  const char* const table[] = {
      "",
      "https://",
      "https://s3.amazonaws.com",
      "https://s3.amazonaws.com/",
      "https://s3.amazonaws.com/echo.api",
      "https://s3.amazonaws.com/echo.api/",
      "https://s3.amazonaws.com/echo.api/x/..",
      // Another scheme, host, path or port
      "http://s3.amazonaws.com/echo.api/x.pem",
      "ftp://s3.amazonaws.com/echo.api/x.pem",
      "//s3.amazonaws.com/echo.api/x.pem",
      "https:s3.amazonaws.com/echo.api/x.pem",
      "https://notamazon.example/echo.api/x.pem",
      "https://s3.amazonaws.com.evil.example/echo.api/x.pem",
      "https://s3.amazonaws.com./echo.api/x.pem",
      "https://xs3.amazonaws.com/echo.api/x.pem",
      "https://s3.amazonaws.com/EcHo.aPi/x.pem",
      "https://s3.amazonaws.com/invalid.path/x.pem",
      "https://s3.amazonaws.com//echo.api/x.pem",
      "https://s3.amazonaws.com:563/echo.api/x.pem",
      "https://s3.amazonaws.com:/echo.api/x.pem",
      "https://s3.amazonaws.com:4430/echo.api/x.pem",
      "https://s3.amazonaws.com:443443/echo.api/x.pem",
      // Tricks
      "https://s3.amazonaws.com/a/../echo.api/x.pem",
      "https://s3.amazonaws.com/../echo.api/x.pem",
      "https://s3.amazonaws.com/./echo.api/x.pem",
      "https://s3.amazonaws.com/echo.api/../evil/x.pem",
      "https://s3.amazonaws.com/echo.api/../../evil/x.pem",
      "https://s3.amazonaws.com/echo.api/./../evil/x.pem",
      "https://s3.amazonaws.com/echo.api/%2e%2e/evil/x.pem",
      "https://s3.amazonaws.com/echo.api%2Fx.pem",
      "https://s3.amazonaws.com/%65cho.api/x.pem",
      "https://s3.amazonaws.com@evil.example/echo.api/x.pem",
      "https://evil.example@s3.amazonaws.com/echo.api/x.pem",
      "https://s3.amazonaws.com:443@evil.example/echo.api/x.pem",
      "https://s3.amazonaws.com\\@evil.example/echo.api/x.pem",
      "https://s3.amazonaws.com/echo.api\\..\\evil\\x.pem",
      "https://s3.amazonaws.com/echo.api/x.pem?y",
      "https://s3.amazonaws.com/echo.api/x.pem#y",
      "https://s3.amazonaws.com?/echo.api/x.pem",
      "https://s3.amazonaws.com#/echo.api/x.pem",
      "https://s3.amazonaws.com/echo.api/x .pem",
      "https://s3.amazonaws.com/echo.api/x.pem\n",
      " https://s3.amazonaws.com/echo.api/x.pem",
      "https://s3.amazonaws.com/echo.api/\xc3\xa9.pem",
  };
  for (const char* url : table) EXPECT_EQ(certificate_path(url), std::nullopt) << url;
  EXPECT_EQ(certificate_path("https://s3.amazonaws.com/echo.api/" + std::string(1024, 'x')),
            std::nullopt);
}

}  // namespace
}  // namespace crosstown::alexa
