#include "daemon/http/temp_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace crosstown::http {
namespace {

using boost::system::error_code;

error_code last_error() { return {errno, boost::system::system_category()}; }

// For file systems without O_TMPFILE.
int open_and_unlink(const std::string& directory) {
  std::string path = directory + "/crosstown-XXXXXX";
  const int fd = ::mkostemp(path.data(), O_CLOEXEC);
  if (fd >= 0) ::unlink(path.c_str());
  return fd;
}

}  // namespace

TempFile::~TempFile() {
  if (mapped_) ::munmap(mapped_, size_);
  if (fd_ >= 0) ::close(fd_);
}

error_code TempFile::create(const std::string& directory) {
  fd_ = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, S_IRUSR | S_IWUSR);
  if (fd_ < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) fd_ = open_and_unlink(directory);
  return fd_ < 0 ? last_error() : error_code{};
}

error_code TempFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return last_error();
    size_ += static_cast<std::size_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

error_code TempFile::map() {
  if (size_ == 0) return {};
  void* memory = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, fd_, 0);
  if (memory == MAP_FAILED) return last_error();
  mapped_ = static_cast<char*>(memory);
  return {};
}

}  // namespace crosstown::http
