// A refused text message, as the tests of the quarantine use it.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/quarantine/quarantine.h"

namespace crosstown::testing {

inline constexpr std::string_view sample_id = "01940000-0000-7000-8000-000000000001";

struct SampleRequest {
  std::string channel = "city-sms";
  std::string body = "From=%2B18015550123&Body=Hay+un+bache";
  Time time{std::chrono::milliseconds(1'795'363'445'123)};
  std::array<Header, 5> headers{{{"Host", "311.riverbend.example"},
                                 {"AUTHORIZATION", "Basic c2VjcmV0"},
                                 {"X-Twilio-Signature", "c2lnbmF0dXJl"},
                                 {"Cookie", "session=c2VjcmV0"},
                                 {"Proxy-Authorization", "Basic c2VjcmV0"}}};

  [[nodiscard]] Suspect suspect() const {
    return {
        channel,
        time,
        "bad_signature",
        "X-Twilio-Signature does not match",
        {"POST", "/hooks/city-sms?bodySHA256=1", "https://311.riverbend.example", headers, body},
        "203.0.113.77"};
  }
};

[[nodiscard]] inline std::unique_ptr<Quarantine> open_quarantine(
    const std::filesystem::path& folder, QuarantineLimits limits = {},
    disk::Calls& calls = disk::kernel()) {
  auto quarantine = Quarantine::open_folder(folder, limits, calls);
  return quarantine ? std::move(*quarantine) : nullptr;
}

}  // namespace crosstown::testing
