// One reload at a time, and none that was asked for is lost: whoever asks while one runs may have
// changed the file after it was read, so another follows, one for all who asked meanwhile.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "daemon/admin/admin_parts.h"

namespace crosstown {

// On the thread of its executor only.
class Reloader {
 public:
  // `by`: who wanted it, "uid:0" or "uid:0,signal", for the log.
  using Work = std::function<boost::asio::awaitable<ReloadResult>(std::string by)>;
  Reloader(boost::asio::any_io_executor executor, Work work);

  // Ends with the result of a reload that began after the call.
  [[nodiscard]] boost::asio::awaitable<ReloadResult> reload(std::string by);

 private:
  [[nodiscard]] boost::asio::awaitable<void> run(const std::string& by);

  Work work_;
  boost::asio::steady_timer ended_;  // cancelled when a run has ended
  bool running_ = false;
  std::uint64_t asked_ = 0;
  std::uint64_t served_ = 0;      // of those asked
  std::set<std::string> askers_;  // for the next run
  ReloadResult result_;
};

}  // namespace crosstown
