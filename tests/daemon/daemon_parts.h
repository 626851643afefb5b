// Everything that stands behind the doors, but no Redis: the store is never started.
#pragma once

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "daemon/city.h"
#include "daemon/intake.h"
#include "daemon/metrics.h"
#include "daemon/sender/replies.h"
#include "router/store/content/folder_content_store.h"

namespace crosstown {

struct DaemonParts {
  struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("ct-parts-" + std::to_string(::getpid()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
  };

  static StoreSettings store_settings() {
    StoreSettings settings;
    settings.kind = StoreSettings::Kind::unix_socket;
    settings.path = "/nowhere/redis.sock";
    return settings;
  }
  static Store::Options store_options() {
    Store::Options options;
    options.clock = now;
    options.calendar = [](Time) { return CivilHour{}; };
    return options;
  }

  Folder folder;
  boost::asio::io_context io;
  boost::asio::io_context* threads[1] = {&io};
  boost::asio::thread_pool disk{1};
  CityHolder city;
  Metrics metrics;
  std::unique_ptr<ContentStore> content =
      std::move(*FolderContentStore::open_folder(folder.path / "content", 1 << 20));
  std::unique_ptr<Quarantine> quarantine =
      std::move(*Quarantine::open_folder(folder.path / "quarantine", {}));
  Store store{store_settings(), threads, metrics.registry(), store_options()};
  Fetcher fetcher{io.get_executor()};
  Intake intake{store, *content, *quarantine, disk, metrics, fetcher};
  ReplyMetrics reply_metrics{metrics.registry()};
  Replies replies{store.outbox(), reply_metrics, [] {}};
};

}  // namespace crosstown
