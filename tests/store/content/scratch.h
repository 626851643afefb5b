// A folder of its own for a test, and a small file system of its own where the machine permits it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace crosstown::testing {

class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// A tmpfs of `size` bytes over an existing folder, in a mount namespace of this process: nobody
// else sees it, and it goes with the process at the latest. Mount before starting threads.
class SmallDisk {
 public:
  SmallDisk(const std::filesystem::path& folder, std::uint64_t size);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // Empty: mounted. Else why not, for GTEST_SKIP.
  [[nodiscard]] const std::string& refusal() const { return refusal_; }
  [[nodiscard]] bool make_read_only();

 private:
  std::filesystem::path folder_;
  std::string refusal_;
};

[[nodiscard]] std::string contents_of(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, std::string_view bytes);
// Regular files below `folder`, at any depth; with an extension (".part") only those.
[[nodiscard]] std::size_t files_below(const std::filesystem::path& folder,
                                      std::string_view extension = {});

}  // namespace crosstown::testing
