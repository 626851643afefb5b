// Room on the disk that nobody else can take: a file without meaning, whose blocks are given back
// when the disk is full. LMDB writes a changed page anew before it frees the old one, so that a
// spool that has filled its disk could not even remove what Redis has taken.
//
// Not thread-safe; blocks for as long as the disk takes.
#pragma once

#include <cstdint>
#include <filesystem>

#include "router/store/content/durable_file.h"

namespace crosstown {

class DiskReserve {
 public:
  // `bytes` of the disk that `file` lies on. Held from the start, where there is room.
  DiskReserve(const std::filesystem::path& file, std::uint64_t bytes);

  // Holds it again, if there is room now. Instant while it is held.
  bool take();
  // False: there is nothing to give back.
  bool give_back();

 private:
  const disk::File file_;
  const std::uint64_t bytes_;
  bool held_ = false;
};

}  // namespace crosstown
