// /track on the public door: a resident looks a request up by its number.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "daemon/city.h"
#include "daemon/http/handler.h"
#include "daemon/track/track_address.h"
#include "router/limits/rate_limiter.h"
#include "router/store/store.h"

namespace crosstown {

class Tracker {
 public:
  explicit Tracker(Store& store) : store_(store) {}

  // Numbers can be guessed: so many look-ups of one source at once, then one each interval.
  static constexpr Rate rate{30, std::chrono::seconds(2)};

  [[nodiscard]] boost::asio::awaitable<http::Response> answer(std::shared_ptr<const City> city,
                                                              const HttpRequest& request,
                                                              const http::Peer& peer,
                                                              TrackAddress address);

 private:
  Store& store_;
  RateLimiter sources_{1 << 14};
};

}  // namespace crosstown
