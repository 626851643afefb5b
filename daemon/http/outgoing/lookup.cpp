#include "daemon/http/outgoing/lookup.h"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace crosstown::http {

using boost::system::error_code;

void Lookup::start(const std::string& host, const std::string& port) {
  resolver_.async_resolve(host, port, [self = shared_from_this()](error_code error, auto found) {
    Resolved resolved{error, {}};
    for (const auto& entry : found) resolved.endpoints.push_back(entry.endpoint());
    self->finish(std::move(resolved));
  });
}

void Lookup::give_up() {
  boost::asio::post(resolver_.get_executor(), [self = shared_from_this()] {
    self->finish({boost::asio::error::operation_aborted, {}});
  });
}

void Lookup::finish(Resolved resolved) {
  if (const auto done = std::exchange(done_, nullptr)) done(std::move(resolved));
}

}  // namespace crosstown::http
