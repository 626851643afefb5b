// /chat/<channel>/ on the public door: the widget's pages, its socket, and the files that residents
// send. docs/channels/chat.md is the contract.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "daemon/chat/guard.h"
#include "daemon/chat/hall.h"
#include "daemon/chat/line.h"
#include "daemon/chat/pages.h"
#include "daemon/chat/parts.h"
#include "daemon/chat/watch.h"
#include "daemon/http/handler.h"

namespace crosstown::chat {

class ChatDoor {
 public:
  // `threads`: the I/O threads' contexts, in the order of their numbers; they outlive it.
  ChatDoor(Parts parts, std::span<boost::asio::io_context* const> threads);

  // Before any connection; and when no connection is left.
  void start() { watch_.start(); }
  void stop() { watch_.stop(); }

  // As of http::Handler; `address` is of that request's target.
  [[nodiscard]] http::BodyRule before_body(const Address& address, const HttpRequest& head,
                                           const http::Peer& peer);
  [[nodiscard]] boost::asio::awaitable<http::Response> handle(Address address,
                                                              const HttpRequest& request,
                                                              const http::Peer& peer);

 private:
  [[nodiscard]] http::Response open_socket(const Channel& channel, const HttpRequest& request,
                                           const http::Peer& peer);
  // upload.cpp
  [[nodiscard]] std::optional<http::Response> refuse_upload(const Channel& channel,
                                                            const HttpRequest& head,
                                                            const http::Peer& peer) const;
  [[nodiscard]] boost::asio::awaitable<http::Response> upload(const Channel& channel,
                                                              const HttpRequest& request);

  std::vector<std::unique_ptr<Hall>> halls_;  // one a thread
  Guard guard_;
  Watch watch_;
  const Lines lines_;
};

}  // namespace crosstown::chat
