#include "router/spool/disk_reserve.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <utility>

namespace crosstown {
namespace {

// An attempt without it would take a full disk's last blocks for a moment, which others may need.
bool has_room(int file, std::uint64_t bytes) {
  struct statvfs room {};
  return ::fstatvfs(file, &room) == 0 && room.f_bavail * room.f_frsize >= bytes;
}

}  // namespace

DiskReserve::DiskReserve(const std::filesystem::path& file, std::uint64_t bytes)
    : path_(file), bytes_(bytes) {
  take();
}

bool DiskReserve::take() {
  if (!held_) held_ = allocate();
  return held_;
}

bool DiskReserve::allocate() {
  // A full disk may not have had room for its name.
  if (!file_) file_ = disk::File(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file_) return false;
  struct stat before {};
  const bool whole = ::fstat(file_.descriptor(), &before) == 0 &&
                     static_cast<std::uint64_t>(before.st_size) >= bytes_;  // of an earlier start
  if (!whole && !has_room(file_.descriptor(), bytes_)) return false;
  if (::posix_fallocate(file_.descriptor(), 0, static_cast<off_t>(bytes_)) == 0) return true;
  give_back();  // what was allocated before the disk was full
  return false;
}

bool DiskReserve::fits_again() const { return file_ && has_room(file_.descriptor(), bytes_); }

bool DiskReserve::give_back() {
  const bool had = std::exchange(held_, false);
  return file_ && ::ftruncate(file_.descriptor(), 0) == 0 && had;
}

}  // namespace crosstown
