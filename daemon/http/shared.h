// What all threads of one server share.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "daemon/http/body.h"
#include "daemon/http/handler.h"
#include "daemon/http/ip.h"
#include "daemon/http/parser.h"
#include "daemon/http/settings.h"
#include "daemon/http/tasks.h"

namespace crosstown::http {

struct Shared {
  Shared(HttpSettings given, Handler& for_requests, boost::asio::thread_pool& disk)
      : settings(std::move(given)),
        handler(for_requests),
        proxies(settings.trusted_proxies),
        parser_limits{settings.max_header_bytes, settings.max_target_bytes, settings.max_headers},
        body_place{settings.memory_body, settings.temp_directory, disk,
                   Budget(settings.memory_budget), Budget(settings.file_budget)} {}

  const HttpSettings settings;
  Handler& handler;
  const TrustedProxies proxies;
  const ParserLimits parser_limits;
  BodyPlace body_place;
  const std::shared_ptr<TaskCounter> tasks = std::make_shared<TaskCounter>();
  std::atomic<std::size_t> connections = 0;  // open now, those being turned away included
};

}  // namespace crosstown::http
