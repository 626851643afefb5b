// A city with three who may use the admin door, and no channels.
#pragma once

#include <memory>
#include <string_view>

#include "daemon/city.h"
#include "daemon/config/fields.h"

namespace crosstown {

inline constexpr std::string_view agent_token = "the-agents-token-of-43-characters";
inline constexpr std::string_view lead_token = "the-supervisors-token-of-43-characters";
inline constexpr std::string_view chief_token = "the-admins-token-of-43-characters";

inline std::shared_ptr<City> small_city() {
  auto city = std::make_shared<City>(City{.name = "Riverbend",
                                          .calendar = *Calendar::of("America/Denver"),
                                          .normaliser = {},
                                          .channels = {},
                                          .queue_names = {},
                                          .type_names = {},
                                          .queue_settings = {},
                                          .rules = {},
                                          .access = {},
                                          .admin_hosts = {"console.riverbend.example"},
                                          .public_url = "https://311.riverbend.example"});
  city->access = {{"desk", "agent", sha256_hex(agent_token)},
                  {"lead", "supervisor", sha256_hex(lead_token)},
                  {"chief", "admin", sha256_hex(chief_token)}};
  return city;
}

}  // namespace crosstown
