// Counts the coroutines that still run, so that a server can be waited for.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>

namespace crosstown::http {

// Any thread.
class TaskCounter {
 public:
  void add() {
    const std::lock_guard lock(mutex_);
    ++running_;
  }
  void remove() {
    const std::lock_guard lock(mutex_);
    if (--running_ == 0) none_left_.notify_all();
  }
  // False when some still ran after `timeout`.
  [[nodiscard]] bool wait_for_none(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    return none_left_.wait_for(lock, timeout, [this] { return running_ == 0; });
  }
  [[nodiscard]] std::size_t running() const {
    const std::lock_guard lock(mutex_);
    return running_;
  }

 private:
  mutable std::mutex mutex_;  // taken once a connection, not once a request
  std::condition_variable none_left_;
  std::size_t running_ = 0;
};

// One task, from construction to destruction.
class TaskToken {
 public:
  explicit TaskToken(std::shared_ptr<TaskCounter> counter) : counter_(std::move(counter)) {
    counter_->add();
  }
  TaskToken(TaskToken&& other) noexcept = default;
  TaskToken& operator=(TaskToken&&) = delete;
  ~TaskToken() {
    if (counter_) counter_->remove();
  }

 private:
  std::shared_ptr<TaskCounter> counter_;
};

}  // namespace crosstown::http
