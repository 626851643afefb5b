// Who may ask the operator's API: at the admin address with a bearer token and the right Host, at
// the control socket by peer credentials.
#pragma once

#include "daemon/admin/admin_api.h"
#include "daemon/city.h"
#include "daemon/door.h"

namespace crosstown {

class AdminDoor final : public Door {
 public:
  AdminDoor(const CityHolder& city, AdminApi& api, Metrics& metrics)
      : Door("admin", metrics), city_(city), api_(api) {}

  http::BodyRule before_body(const HttpRequest& head, const http::Peer& peer) override;
  boost::asio::awaitable<http::Response> handle(const HttpRequest& request,
                                                const http::Peer& peer) override;

 private:
  const CityHolder& city_;
  AdminApi& api_;
};

// The socket's file mode lets in its owner and group; root and the daemon's own user are always let
// in.
class ControlDoor final : public Door {
 public:
  ControlDoor(AdminApi& api, Metrics& metrics) : Door("control", metrics), api_(api) {}

  http::BodyRule before_body(const HttpRequest& head, const http::Peer& peer) override;
  boost::asio::awaitable<http::Response> handle(const HttpRequest& request,
                                                const http::Peer& peer) override;

 private:
  AdminApi& api_;
};

}  // namespace crosstown
