// The public HTTP door: /hooks/<channel> for the providers' webhooks; for residents
// /chat/<channel>/ and /track.
#pragma once

#include "daemon/chat/chat_door.h"
#include "daemon/city.h"
#include "daemon/door.h"
#include "daemon/intake.h"
#include "daemon/track/tracker.h"

namespace crosstown {

class PublicDoor final : public Door {
 public:
  PublicDoor(const CityHolder& city, Intake& intake, Store& store, chat::ChatDoor& chat,
             Metrics& metrics)
      : Door("public", metrics), city_(city), intake_(intake), chat_(chat), tracker_(store) {}

  http::BodyRule before_body(const HttpRequest& head, const http::Peer& peer) override;
  boost::asio::awaitable<http::Response> handle(const HttpRequest& request,
                                                const http::Peer& peer) override;

 private:
  const CityHolder& city_;
  Intake& intake_;
  chat::ChatDoor& chat_;
  Tracker tracker_;
};

}  // namespace crosstown
