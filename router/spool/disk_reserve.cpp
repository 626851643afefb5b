#include "router/spool/disk_reserve.h"

#include <fcntl.h>
#include <unistd.h>

namespace crosstown {

DiskReserve::DiskReserve(const std::filesystem::path& file, std::uint64_t bytes)
    : file_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)), bytes_(bytes) {
  take();
}

bool DiskReserve::take() {
  if (held_) return true;
  held_ = file_ && ::posix_fallocate(file_.descriptor(), 0, static_cast<off_t>(bytes_)) == 0;
  if (!held_ && file_) give_back();  // what was allocated before the disk was full
  return held_;
}

bool DiskReserve::give_back() {
  const bool had = held_;
  held_ = false;
  return ::ftruncate(file_.descriptor(), 0) == 0 && had;
}

}  // namespace crosstown
