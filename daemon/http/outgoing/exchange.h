// One request and its answer on a connection.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "daemon/ctl/url.h"
#include "daemon/http/outgoing/http_client.h"
#include "daemon/http/outgoing/wire.h"

namespace crosstown::http {

// The request's bytes. Empty: a header's name or value could add a line, or is ours to set.
[[nodiscard]] std::optional<std::string> request_bytes(const OutgoingCall& call,
                                                       const ctl::Url& url);

struct AnswerLimits {
  std::size_t head;
  std::size_t body;
};

struct Exchanged {
  CallResult result;
  bool began = false;     // a byte of the answer came
  bool reusable = false;  // the connection may serve the next call
};
[[nodiscard]] boost::asio::awaitable<Exchanged> exchange(std::shared_ptr<ClientWire> wire,
                                                         std::string request, bool head_only,
                                                         AnswerLimits limits);

}  // namespace crosstown::http
