#include "tests/store/content/watched_disk.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace crosstown::testing {
namespace fs = std::filesystem;
namespace {

ino_t inode_of(int file) {
  struct stat facts {};
  return ::fstat(file, &facts) == 0 ? facts.st_ino : 0;
}
ino_t inode_of(const fs::path& path) {
  struct stat facts {};
  return ::stat(path.c_str(), &facts) == 0 ? facts.st_ino : 0;
}
fs::path path_of(int file) { return fs::read_symlink("/proc/self/fd/" + std::to_string(file)); }

}  // namespace

std::vector<std::string> WatchedDisk::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}
void WatchedDisk::forget_calls() {
  const std::lock_guard lock(mutex_);
  calls_.clear();
}
std::vector<std::string> WatchedDisk::named_too_early() const {
  const std::lock_guard lock(mutex_);
  return named_too_early_;
}

bool WatchedDisk::survives(const fs::path& file) const {
  const std::lock_guard lock(mutex_);
  for (fs::path name = file; name != root_; name = name.parent_path())
    if (!synced_names_.contains(name)) return false;
  return synced_files_.contains(inode_of(file));
}

void WatchedDisk::fail(std::size_t index, int number) {
  const std::lock_guard lock(mutex_);
  made_ = 0;
  failing_ = index;
  number_ = number;
}
void WatchedDisk::fail_all(std::string_view call, int number) {
  const std::lock_guard lock(mutex_);
  failing_call_ = call;
  number_ = number;
}
void WatchedDisk::crash(std::size_t index) {
  const std::lock_guard lock(mutex_);
  made_ = 0;
  crashing_ = index;
}

std::string WatchedDisk::shown(const fs::path& path) const {
  const fs::path below = path.lexically_relative(root_);
  return below.extension() == ".part" ? (below.parent_path() / "*.part").string() : below.string();
}

bool WatchedDisk::refuse(std::string_view call, const std::string& arguments) {
  const std::size_t index = made_++;
  if (index == crashing_) ::_exit(0);
  calls_.push_back(std::string(call) + " " + arguments);
  if (index != failing_ && call != failing_call_) return false;
  errno = number_;
  return true;
}

void WatchedDisk::check_synced(const fs::path& from, const fs::path& to) {
  if (!synced_files_.contains(inode_of(from))) named_too_early_.push_back(shown(to));
}

int WatchedDisk::create(const fs::path& path, mode_t mode) {
  const std::lock_guard lock(mutex_);
  if (refuse("create", shown(path))) return -1;
  const int file = Calls::create(path, mode);
  // An inode number may have belonged to a file that is gone.
  if (file >= 0) synced_files_.erase(inode_of(file));
  return file;
}

ssize_t WatchedDisk::write(int file, const char* bytes, std::size_t size) {
  const std::lock_guard lock(mutex_);
  if (refuse("write", shown(path_of(file)))) return -1;
  synced_files_.erase(inode_of(file));
  return Calls::write(file, bytes, size);
}

int WatchedDisk::fdatasync(int file) {
  const std::lock_guard lock(mutex_);
  if (refuse("fdatasync", shown(path_of(file)))) return -1;
  const int result = Calls::fdatasync(file);
  if (result == 0) synced_files_.insert(inode_of(file));
  return result;
}

int WatchedDisk::fsync_directory(const fs::path& path) {
  const std::lock_guard lock(mutex_);
  if (refuse("fsync", shown(path))) return -1;
  const int result = Calls::fsync_directory(path);
  if (result == 0)
    for (const auto& entry : fs::directory_iterator(path)) synced_names_.insert(entry.path());
  return result;
}

int WatchedDisk::link(const fs::path& from, const fs::path& to) {
  const std::lock_guard lock(mutex_);
  if (refuse("link", shown(from) + " " + shown(to))) return -1;
  check_synced(from, to);
  return Calls::link(from, to);
}

int WatchedDisk::rename(const fs::path& from, const fs::path& to) {
  const std::lock_guard lock(mutex_);
  if (refuse("rename", shown(from) + " " + shown(to))) return -1;
  check_synced(from, to);
  const int result = Calls::rename(from, to);
  if (result == 0) synced_names_.erase(to);
  return result;
}

int WatchedDisk::unlink(const fs::path& path) {
  const std::lock_guard lock(mutex_);
  if (refuse("unlink", shown(path))) return -1;
  const int result = Calls::unlink(path);
  if (result == 0) synced_names_.erase(path);
  return result;
}

int WatchedDisk::mkdir(const fs::path& path, mode_t mode) {
  const std::lock_guard lock(mutex_);
  if (refuse("mkdir", shown(path))) return -1;
  return Calls::mkdir(path, mode);
}

}  // namespace crosstown::testing
