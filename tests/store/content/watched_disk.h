// The kernel with a witness: records the calls, knows what a power cut would leave, and lets any
// call fail or end the process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "router/store/content/durable_file.h"

namespace crosstown::testing {

class WatchedDisk final : public disk::Calls {
 public:
  // `root` is taken to be durable; nothing below it is until it has been seen synced.
  explicit WatchedDisk(std::filesystem::path root) : root_(std::move(root)) {}

  // "fdatasync *.part", "link *.part ab/cd/abcd…", "fsync ab/cd": paths below root, temporary names
  // as *.part. A call that failed is recorded too.
  [[nodiscard]] std::vector<std::string> calls() const;
  void forget_calls();

  // Were the power cut now: are the file, its bytes and each folder on the way to it still there?
  [[nodiscard]] bool survives(const std::filesystem::path& file) const;
  // Names that were given to a file before its bytes were synced.
  [[nodiscard]] std::vector<std::string> named_too_early() const;

  // The call with this index (from 0, counted from now) fails with the errno and does nothing …
  void fail(std::size_t index, int number);
  // … every later one of that kind ("fdatasync") does …
  void fail_all(std::string_view call, int number);
  // … or the process ends before it, as if killed.
  void crash(std::size_t index);

  int create(const std::filesystem::path& path, mode_t mode) override;
  ssize_t write(int file, const char* bytes, std::size_t size) override;
  int fdatasync(int file) override;
  int fsync_directory(const std::filesystem::path& path) override;
  int link(const std::filesystem::path& from, const std::filesystem::path& to) override;
  int rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  int unlink(const std::filesystem::path& path) override;
  int mkdir(const std::filesystem::path& path, mode_t mode) override;

 private:
  // Records the call; true: it must fail, and errno says how.
  bool refuse(std::string_view call, const std::string& arguments);
  [[nodiscard]] std::string shown(const std::filesystem::path& path) const;
  void check_synced(const std::filesystem::path& from, const std::filesystem::path& to);

  static constexpr std::size_t never = SIZE_MAX;

  const std::filesystem::path root_;
  // Held across the call itself, so that the witness and the kernel never disagree on the order.
  mutable std::mutex mutex_;
  std::vector<std::string> calls_;
  std::vector<std::string> named_too_early_;
  std::set<ino_t> synced_files_;
  std::set<std::filesystem::path> synced_names_;
  std::size_t made_ = 0;  // calls since fail() or crash()
  std::size_t failing_ = never;
  std::size_t crashing_ = never;
  std::string failing_call_;
  int number_ = 0;
};

}  // namespace crosstown::testing
