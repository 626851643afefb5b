// The public HTTP door: /hooks/<channel> for the providers' webhooks.
#pragma once

#include "daemon/city.h"
#include "daemon/http/handler.h"
#include "daemon/intake.h"
#include "daemon/metrics.h"

namespace crosstown {

class PublicDoor final : public http::Handler {
 public:
  PublicDoor(const CityHolder& city, Intake& intake, Metrics& metrics)
      : city_(city), intake_(intake), metrics_(metrics) {}

  http::BodyRule before_body(const HttpRequest& head, const http::Peer& peer) override;
  boost::asio::awaitable<http::Response> handle(const HttpRequest& request,
                                                const http::Peer& peer) override;
  void refused(int status, std::string_view reason) override;

 private:
  const CityHolder& city_;
  Intake& intake_;
  Metrics& metrics_;
};

}  // namespace crosstown
