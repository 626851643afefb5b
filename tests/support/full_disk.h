// While it lives, no file of this process may grow: write(2) fails as on a full disk, but with
// EFBIG.
#pragma once

#include <signal.h>
#include <sys/resource.h>

namespace crosstown::testing {

class FullDisk {
 public:
  FullDisk() {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit none = before_;
    none.rlim_cur = 4096;  // files that are longer already can be written in place up to here
    setrlimit(RLIMIT_FSIZE, &none);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

}  // namespace crosstown::testing
