// What the intake notes of where a request's matter is, for whoever enters the same once more.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "daemon/intake.h"
#include "daemon/place_key.h"
#include "daemon/visit.h"
#include "router/task.h"

namespace crosstown {

namespace asio = boost::asio;

namespace {

asio::awaitable<void> note(Desk& desk, std::string tracking, std::string place) {
  auto noting = desk.note_place(std::move(tracking), std::move(place));
  co_await std::move(noting);
}

}  // namespace

// The sender does not wait for it.
asio::awaitable<void> Intake::note_place(const Visit& visit, const Message& message,
                                         const Accepted& accepted) {
  if (!message.place || message.place->address.empty() || accepted.duplicate) co_return;
  std::string place = place_key(message.place->address, visit.city->places.get());
  auto executor = co_await asio::this_coro::executor;
  auto noting = note(store_.desk(), accepted.tracking, std::move(place));
  asio::co_spawn(executor, std::move(noting), task("note_place"));
}

}  // namespace crosstown
