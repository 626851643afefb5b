// Who may ask the operator's API: at the admin address with a bearer token and the right Host, at
// the control socket by peer credentials.
#pragma once

#include "daemon/admin/admin_api.h"
#include "daemon/city.h"
#include "daemon/http/handler.h"

namespace crosstown {

class AdminDoor final : public http::Handler {
 public:
  AdminDoor(const CityHolder& city, AdminApi& api, Metrics& metrics)
      : city_(city), api_(api), metrics_(metrics) {}

  http::BodyRule before_body(const HttpRequest& head, const http::Peer& peer) override;
  boost::asio::awaitable<http::Response> handle(const HttpRequest& request,
                                                const http::Peer& peer) override;
  void refused(int status, std::string_view reason) override;

 private:
  const CityHolder& city_;
  AdminApi& api_;
  Metrics& metrics_;
};

// The socket's file mode lets in its owner and group; root and the daemon's own user are always let
// in.
class ControlDoor final : public http::Handler {
 public:
  ControlDoor(AdminApi& api, Metrics& metrics) : api_(api), metrics_(metrics) {}

  http::BodyRule before_body(const HttpRequest& head, const http::Peer& peer) override;
  boost::asio::awaitable<http::Response> handle(const HttpRequest& request,
                                                const http::Peer& peer) override;
  void refused(int status, std::string_view reason) override;

 private:
  AdminApi& api_;
  Metrics& metrics_;
};

}  // namespace crosstown
