#include "daemon/chat/watch.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <utility>

#include "router/task.h"

namespace crosstown::chat {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// Of one look. The stream holds ten thousand: what came in that much time was told to nobody.
constexpr std::size_t most_wakes = 2'000;

// Empty: the system has no randomness.
std::string fresh_key() {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) return {};
  return base64url_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

Watch::Watch(ChatLog& log, std::vector<Hall*> halls)
    : log_(log),
      halls_(std::move(halls)),
      timer_(halls_.front()->context()),
      after_(static_cast<std::size_t>(log.partitions())),
      missed_(after_.size()) {}

void Watch::start() { asio::co_spawn(halls_.front()->context(), run(), vital_task("chat-watch")); }

void Watch::stop() {
  asio::post(halls_.front()->context(), [this] {
    stopped_ = true;
    timer_.cancel();
  });
}

asio::awaitable<void> Watch::pause(std::chrono::milliseconds time) {
  timer_.expires_after(time);
  co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

bool Watch::anybody() const {
  return std::any_of(halls_.begin(), halls_.end(), [](const Hall* hall) { return hall->lines(); });
}

// Where the wakes end is known before the first session is greeted: nothing falls in between.
asio::awaitable<bool> Watch::begin() {
  for (std::size_t i = 0; i < after_.size(); ++i) {
    auto asking = log_.wakes(static_cast<int>(i), "$", 1);
    const auto wakes = co_await std::move(asking);
    if (!wakes.answered) co_return false;
    after_[i] = wakes.last;
  }
  std::string fresh = fresh_key();
  if (fresh.empty()) co_return false;
  auto asking = log_.key(std::move(fresh));
  const std::optional<std::string> key = co_await std::move(asking);
  if (key) tokens_.store(std::make_shared<const TokenMaker>(*key), std::memory_order_release);
  co_return key.has_value();
}

asio::awaitable<void> Watch::run() {
  bool begun = false;
  while (!stopped_ && !begun) {
    begun = co_await begin();
    if (!begun) co_await pause(20ms);
  }
  while (!stopped_) {
    co_await pause(every);
    if (!anybody()) {
      // Nobody reads on: whoever comes reads the log itself, and what lies between is no news.
      missed_.assign(missed_.size(), true);
      continue;
    }
    for (std::size_t i = 0; i < after_.size() && !stopped_; ++i) co_await look(static_cast<int>(i));
  }
}

asio::awaitable<void> Watch::look(int partition) {
  const auto i = static_cast<std::size_t>(partition);
  std::string after = missed_[i] ? "$" : after_[i];
  auto asking = log_.wakes(partition, std::move(after), most_wakes);
  auto wakes = co_await std::move(asking);
  if (!wakes.answered) {
    missed_[i] = true;
    co_return;
  }
  after_[i] = wakes.last;
  const bool everybody = missed_[i];
  missed_[i] = wakes.sessions.size() >= most_wakes;
  if (everybody) {
    for (Hall* hall : halls_) hall->wake_all();
    co_return;
  }
  if (wakes.sessions.empty()) co_return;
  const auto sessions =
      std::make_shared<const std::vector<ChatLog::Wake>>(std::move(wakes.sessions));
  for (Hall* hall : halls_) {
    if (hall->lines() > 0) hall->wake(sessions);
  }
}

}  // namespace crosstown::chat
