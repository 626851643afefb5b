#include "router/store/content/durable_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <random>
#include <system_error>
#include <utility>

namespace crosstown::disk {
namespace fs = std::filesystem;
namespace {

constexpr mode_t file_mode = 0600;
constexpr mode_t folder_mode = 0700;
constexpr std::string_view temporary_suffix = ".part";

Error last_error(std::string_view action, const fs::path& path) {
  return {errno, std::string(action), path};
}

// Runs a system call again while a signal interrupts it.
template <class Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

std::string temporary_name() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{}", random(), random(), temporary_suffix);
}

// Between open and flock somebody's remove_leftovers() may have taken the file for a dead one.
bool still_has_a_name(const File& file) {
  struct stat facts {};
  return ::fstat(file.descriptor(), &facts) == 0 && facts.st_nlink > 0;
}

fs::path folder_of(const fs::path& path) {
  const fs::path parent = path.parent_path();
  return parent.empty() ? fs::path(".") : parent;
}

}  // namespace

std::string to_text(const Error& error) {
  const char* name = ::strerrorname_np(error.number);
  return fmt::format("{} {}: {} ({})", error.action, error.path.string(), name ? name : "errno",
                     std::generic_category().message(error.number));
}

int Calls::create(const fs::path& path, mode_t mode) {
  return ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
}
ssize_t Calls::write(int file, const char* bytes, std::size_t size) {
  return ::write(file, bytes, size);
}
int Calls::fdatasync(int file) { return ::fdatasync(file); }
int Calls::fsync_directory(const fs::path& path) {
  const File folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return folder ? ::fsync(folder.descriptor()) : -1;
}
int Calls::link(const fs::path& from, const fs::path& to) {
  return ::link(from.c_str(), to.c_str());
}
int Calls::rename(const fs::path& from, const fs::path& to) {
  return ::rename(from.c_str(), to.c_str());
}
int Calls::unlink(const fs::path& path) { return ::unlink(path.c_str()); }
int Calls::mkdir(const fs::path& path, mode_t mode) { return ::mkdir(path.c_str(), mode); }

Calls& kernel() {
  static Calls calls;
  return calls;
}

File& File::operator=(File&& other) noexcept {
  File old(std::exchange(descriptor_, other.release()));
  return *this;
}
File::~File() {
  // errno belongs to the call that failed before the file was given up.
  const int kept = errno;
  if (descriptor_ >= 0) ::close(descriptor_);
  errno = kept;
}
int File::release() { return std::exchange(descriptor_, -1); }

Result<Readable> open_to_read(const fs::path& path) {
  // O_NONBLOCK: a named pipe somebody put there must not hold the disk thread.
  File file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file) return last_error("open", path);
  struct stat facts {};
  if (::fstat(file.descriptor(), &facts) != 0) return last_error("fstat", path);
  if (!S_ISREG(facts.st_mode)) return Error{EINVAL, "open", path};
  return Readable{std::move(file), static_cast<std::uint64_t>(facts.st_size)};
}

Result<std::string> read(const File& file, std::uint64_t offset, std::size_t limit) {
  std::string bytes(limit, '\0');
  std::size_t have = 0;
  while (have < limit) {
    const ssize_t got = uninterrupted([&] {
      return ::pread(file.descriptor(), bytes.data() + have, limit - have,
                     static_cast<off_t>(offset + have));
    });
    if (got < 0) return last_error("pread", {});
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

Result<void> write_all(Calls& calls, const File& file, std::string_view bytes,
                       const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written =
        uninterrupted([&] { return calls.write(file.descriptor(), bytes.data(), bytes.size()); });
    if (written < 0) return last_error("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> sync_file(Calls& calls, const File& file, const fs::path& path) {
  if (uninterrupted([&] { return calls.fdatasync(file.descriptor()); }) != 0)
    return last_error("fdatasync", path);
  return {};
}

Result<void> sync_directory(Calls& calls, const fs::path& path) {
  if (uninterrupted([&] { return calls.fsync_directory(path); }) != 0)
    return last_error("fsync", path);
  return {};
}

Result<bool> make_directory(Calls& calls, const fs::path& path) {
  if (calls.mkdir(path, folder_mode) == 0) return true;
  if (errno == EEXIST) return false;
  return last_error("mkdir", path);
}

Result<void> make_durable_directory(Calls& calls, const fs::path& path) {
  if (const auto made = make_directory(calls, path); !made) return made.error();
  return sync_directory(calls, folder_of(path));
}

TemporaryFile::TemporaryFile(Calls& calls, File file, fs::path path)
    : calls_(&calls), file_(std::move(file)), path_(std::move(path)) {}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : calls_(other.calls_), file_(std::move(other.file_)), path_(std::exchange(other.path_, {})) {}

TemporaryFile::~TemporaryFile() {
  // If this fails the next start's remove_leftovers() finds it.
  if (!path_.empty()) calls_->unlink(path_);
}

Result<TemporaryFile> TemporaryFile::create(Calls& calls, const fs::path& folder) {
  for (;;) {
    fs::path path = folder / temporary_name();
    File file(calls.create(path, file_mode));
    if (!file) {
      if (errno == EEXIST || errno == EINTR) continue;
      return last_error("open", path);
    }
    TemporaryFile made(calls, std::move(file), std::move(path));
    if (uninterrupted([&] { return ::flock(made.file_.descriptor(), LOCK_EX); }) != 0)
      return last_error("flock", made.path_);
    if (still_has_a_name(made.file_)) return made;
  }
}

Result<void> TemporaryFile::write(std::string_view bytes) {
  return write_all(*calls_, file_, bytes, path_);
}

Result<void> TemporaryFile::sync() { return sync_file(*calls_, file_, path_); }

Result<bool> TemporaryFile::link_to(const fs::path& target) {
  if (calls_->link(path_, target) == 0) return true;
  if (errno == EEXIST) return false;
  return last_error("link", target);
}

Result<void> TemporaryFile::rename_to(const fs::path& target) {
  if (calls_->rename(path_, target) != 0) return last_error("rename", target);
  path_.clear();
  return {};
}

Result<void> replace_file(Calls& calls, const fs::path& target, std::string_view bytes) {
  auto file = TemporaryFile::create(calls, folder_of(target));
  if (!file) return file.error();
  if (auto done = file->write(bytes); !done) return done;
  if (auto done = file->sync(); !done) return done;
  if (auto done = file->rename_to(target); !done) return done;
  return sync_directory(calls, folder_of(target));
}

Result<std::size_t> remove_leftovers(Calls& calls, const fs::path& folder) {
  std::error_code failed;
  std::size_t removed = 0;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const fs::path& path = entry->path();
    if (path.extension() != temporary_suffix) continue;
    const File file(::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    // Not openable means gone in between, or not ours; not lockable means that its writer lives.
    if (!file || ::flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0) continue;
    if (calls.unlink(path) != 0 && errno != ENOENT) return last_error("unlink", path);
    ++removed;
  }
  if (failed) return Error{failed.value(), "readdir", folder};
  return removed;
}

}  // namespace crosstown::disk
