// The content store in a folder of a local or shared file system:
//
//   <folder>/ab/cd/abcd…    the content whose id begins so (65,536 folders at most)
//   <folder>/<random>.part  being written, or left by a crash
//
// Several daemons may share the folder: content appears under its name whole and at once, and none
// removes what another is writing. Each holds its own quota against what it found at its start and
// added since, so daemons that share a folder see each other's additions at their next start.
//
// Needs a file system with hard links and flock(2).
#pragma once

#include <array>
#include <atomic>
#include <bitset>
#include <filesystem>
#include <memory>
#include <mutex>

#include "router/store/content/content_store.h"

namespace crosstown {

class FolderContentStore final : public ContentStore {
 public:
  // Makes the folder if need be (its parent must exist), removes what crashes have left, and counts
  // what is there: one stat for each content, so about a second for some hundred thousand.
  // `calls` must outlive the store. A store that holds more than `quota` bytes opens and can be
  // read, but takes nothing new.
  [[nodiscard]] static ContentResult<std::unique_ptr<FolderContentStore>> open_folder(
      std::filesystem::path folder, std::uint64_t quota, disk::Calls& calls = disk::kernel());

  // A copy that is there already is compared byte for byte and replaced if it is damaged. Content
  // that is there is taken also when the quota is used up.
  [[nodiscard]] ContentResult<std::string> put(std::string_view bytes) override;
  [[nodiscard]] ContentResult<disk::Readable> open(std::string_view id) const override;
  [[nodiscard]] ContentResult<bool> exists(std::string_view id) const override;
  [[nodiscard]] ContentUsage usage() const override;

 private:
  FolderContentStore(std::filesystem::path folder, std::uint64_t quota, disk::Calls& calls);

  [[nodiscard]] disk::Result<void> count();
  [[nodiscard]] std::filesystem::path path_of(std::string_view id) const;
  [[nodiscard]] bool reserve(std::uint64_t size);
  [[nodiscard]] disk::Result<void> make_folders(const std::string& id);
  [[nodiscard]] disk::Result<void> make_folder(const std::filesystem::path& path,
                                               std::size_t number);
  [[nodiscard]] ContentResult<std::string> confirm(const std::string& id);
  [[nodiscard]] ContentResult<std::string> add(const std::string& id, std::string_view bytes);
  [[nodiscard]] ContentResult<std::string> repair(const std::string& id, std::string_view bytes,
                                                  std::uint64_t old_size);
  [[nodiscard]] disk::Result<disk::TemporaryFile> write(const std::string& id,
                                                        std::string_view bytes);

  const std::filesystem::path folder_;
  const std::uint64_t quota_;
  disk::Calls& calls_;

  std::atomic<std::uint64_t> bytes_ = 0;  // what lies there and what is being added
  std::atomic<std::uint64_t> items_ = 0;

  // Threads that store the same content take turns, so that it is written and counted once.
  std::array<std::mutex, 64> turns_;

  // The folders ab (0 … 255) and ab/cd (256 + number) whose entry in their parent this object has
  // seen synced. One that somebody else made may still be lost to a power cut.
  std::mutex folders_mutex_;
  std::bitset<256 + 65536> durable_folders_;
};

}  // namespace crosstown
