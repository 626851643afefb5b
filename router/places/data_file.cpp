#include "router/places/data_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace crosstown::places {
namespace {

class OpenFile {
 public:
  // O_NONBLOCK: opening a pipe would wait for somebody to write into it.
  explicit OpenFile(const std::string& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

// False: errno says why. Reads what was there when its size was asked.
bool read_whole(int fd, std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::read(fd, bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return true;
}

}  // namespace

std::string read_data_file(const std::string& path, FileNotes& notes) {
  const OpenFile file(path);
  struct stat facts {};
  std::string bytes;
  if (file.fd() < 0 || ::fstat(file.fd(), &facts) != 0) {
    notes.mistake(fmt::format("it cannot be read: {}", std::strerror(errno)));
  } else if (!S_ISREG(facts.st_mode)) {
    notes.mistake("it is no plain file");
  } else if (static_cast<std::size_t>(facts.st_size) > largest_file) {
    notes.mistake(fmt::format("it has {} MiB, and {} MiB is the most; leave out what is not asked",
                              facts.st_size >> 20, largest_file >> 20));
  } else {
    bytes.resize(static_cast<std::size_t>(facts.st_size));
    if (!read_whole(file.fd(), bytes))
      notes.mistake(fmt::format("it cannot be read: {}", std::strerror(errno)));
    else if (bytes.empty())
      notes.mistake("it is empty");
  }
  if (!notes.usable()) bytes.clear();
  return bytes;
}

}  // namespace crosstown::places
