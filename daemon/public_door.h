// The public HTTP door: /hooks/<channel> for the providers' webhooks.
#pragma once

#include "daemon/city.h"
#include "daemon/door.h"
#include "daemon/intake.h"

namespace crosstown {

class PublicDoor final : public Door {
 public:
  PublicDoor(const CityHolder& city, Intake& intake, Metrics& metrics)
      : Door("public", metrics), city_(city), intake_(intake) {}

  http::BodyRule before_body(const HttpRequest& head, const http::Peer& peer) override;
  boost::asio::awaitable<http::Response> handle(const HttpRequest& request,
                                                const http::Peer& peer) override;

 private:
  const CityHolder& city_;
  Intake& intake_;
};

}  // namespace crosstown
