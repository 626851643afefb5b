// An adapter made as the daemon makes it, from a channel's configuration, with a secret that is
// made when the test runs.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "channels/channel.h"

namespace crosstown {

struct AdapterUnderTest {
  std::unique_ptr<HttpAdapter> adapter;
  std::string secret;  // as the file holds it

  // A request file (request_file.h) with `{{body-hash}}` and `{{signature}}` filled in as the
  // provider would.
  [[nodiscard]] std::string filled_in(std::string text) const;

 private:
  [[nodiscard]] std::string sign(const HttpRequest& request) const;
};

// The account and number that the fixtures name.
inline constexpr std::string_view fixture_account = "AC00000000000000000000000000000311";

[[nodiscard]] AdapterUnderTest adapter_under_test(std::string_view name);

}  // namespace crosstown
