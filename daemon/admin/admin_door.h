// The doors to the routes: at the admin address by bearer token and the right Host, at the control
// socket by peer credentials.
#pragma once

#include <string>
#include <variant>

#include "daemon/admin/admin_parts.h"
#include "daemon/admin/route.h"
#include "daemon/door.h"

namespace crosstown {

// What both have in common: a request is judged before its body is read, so that whoever may not
// ask is told at once and counted.
class AdminDoor : public Door {
 public:
  // `parts` lives longer.
  AdminDoor(std::string name, const AdminParts& parts)
      : Door(std::move(name), parts.metrics), parts_(parts) {}

  http::BodyRule before_body(const HttpRequest& head, const http::Peer& peer) final;
  boost::asio::awaitable<http::Response> handle(const HttpRequest& request,
                                                const http::Peer& peer) final;

 protected:
  // Who asks, or why nobody gets in this way.
  using Identified = std::variant<Asker, http::Response>;
  [[nodiscard]] virtual Identified identify(const HttpRequest& head,
                                            const http::Peer& peer) const = 0;
  const AdminParts& parts_;

 private:
  struct Admitted {
    const Route* route;
    Call call;
  };
  [[nodiscard]] std::variant<Admitted, http::Response> judge(const HttpRequest& head,
                                                             const http::Peer& peer) const;
};

// listen.admin
class TokenDoor final : public AdminDoor {
 public:
  explicit TokenDoor(const AdminParts& parts) : AdminDoor("admin", parts) {}

 private:
  Identified identify(const HttpRequest& head, const http::Peer& peer) const override;
};

// listen.control
class ControlDoor final : public AdminDoor {
 public:
  ControlDoor(const AdminParts& parts, std::string socket_path)
      : AdminDoor("control", parts), socket_path_(std::move(socket_path)) {}

 private:
  Identified identify(const HttpRequest& head, const http::Peer& peer) const override;

  const std::string socket_path_;
};

}  // namespace crosstown
