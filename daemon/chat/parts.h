// What the chat is made of beside its own; all live as long as the daemon.
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <string>

#include "daemon/chat/guard.h"
#include "daemon/chat/watch.h"
#include "daemon/city.h"
#include "daemon/intake.h"
#include "daemon/sender/replies.h"
#include "router/store/content/content_store.h"
#include "router/store/store.h"

namespace crosstown::chat {

struct Parts {
  const CityHolder& city;
  Store& store;
  ContentStore& content;
  boost::asio::thread_pool& disk;
  Intake& intake;
  Replies& replies;
};

}  // namespace crosstown::chat
