#include "router/store/content/folder_content_store.h"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

namespace crosstown {
namespace fs = std::filesystem;
namespace {

ContentError because(disk::Error cause) { return {ContentFault::disk, std::move(cause)}; }

// The number that the first `digits` hex digits of a valid id spell.
std::size_t number_of(const std::string& id, int digits) {
  std::size_t number = 0;
  std::from_chars(id.data(), id.data() + digits, number, 16);
  return number;
}

bool is_fan_out(std::string_view name) {
  return name.size() == 2 && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// What lies under a content's name, held against the bytes that belong there.
enum class Copy { absent, sound, damaged };
struct Found {
  Copy copy = Copy::absent;
  std::uint64_t size = 0;
};

disk::Result<Found> compare(const fs::path& path, std::string_view bytes) {
  const auto there = disk::open_to_read(path);
  if (!there) {
    if (there.error().number == ENOENT) return Found{};
    return there.error();
  }
  const Found damaged{Copy::damaged, there->size};
  if (there->size != bytes.size()) return damaged;
  constexpr std::size_t block = 256 * 1024;
  for (std::size_t at = 0; at < bytes.size(); at += block) {
    // A sector that cannot be read any more is damage like any other: the bytes are at hand.
    const auto part = disk::read(there->file, at, std::min(block, bytes.size() - at));
    if (!part || *part != bytes.substr(at, block)) return damaged;
  }
  return Found{Copy::sound, there->size};
}

}  // namespace

FolderContentStore::FolderContentStore(fs::path folder, std::uint64_t quota, disk::Calls& calls)
    : folder_(std::move(folder)), quota_(quota), calls_(calls) {}

ContentResult<std::unique_ptr<FolderContentStore>> FolderContentStore::open_folder(
    fs::path folder, std::uint64_t quota, disk::Calls& calls) {
  if (auto made = disk::make_durable_directory(calls, folder); !made) return because(made.error());
  if (auto removed = disk::remove_leftovers(calls, folder); !removed)
    return because(removed.error());
  std::unique_ptr<FolderContentStore> store(
      new FolderContentStore(std::move(folder), quota, calls));
  if (auto counted = store->count(); !counted) return because(counted.error());
  return store;
}

disk::Result<void> FolderContentStore::count() {
  std::error_code failed;
  for (fs::recursive_directory_iterator entry(folder_, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const fs::path& path = entry->path();
    const std::string name = path.filename();
    // Only into our own folders: a lost+found, say, may not even be readable.
    if (!is_fan_out(name) || entry.depth() > 1) entry.disable_recursion_pending();
    struct stat facts {};
    if (!is_content_id(name) || path != path_of(name) || ::lstat(path.c_str(), &facts) != 0 ||
        !S_ISREG(facts.st_mode))
      continue;
    bytes_ += static_cast<std::uint64_t>(facts.st_size);
    ++items_;
  }
  if (failed) return disk::Error{failed.value(), "readdir", folder_};
  return {};
}

fs::path FolderContentStore::path_of(std::string_view id) const {
  return folder_ / id.substr(0, 2) / id.substr(2, 2) / id;
}

bool FolderContentStore::reserve(std::uint64_t size) {
  std::uint64_t used = bytes_.load();
  do {
    if (used > quota_ || size > quota_ - used) return false;
  } while (!bytes_.compare_exchange_weak(used, used + size));
  return true;
}

disk::Result<void> FolderContentStore::make_folder(const fs::path& path, std::size_t number) {
  const auto made = disk::make_directory(calls_, path);
  if (!made) return made.error();
  {
    const std::lock_guard lock(folders_mutex_);
    if (!*made && durable_folders_[number]) return {};
  }
  if (auto done = disk::sync_directory(calls_, path.parent_path()); !done) return done;
  const std::lock_guard lock(folders_mutex_);
  durable_folders_.set(number);
  return {};
}

disk::Result<void> FolderContentStore::make_folders(const std::string& id) {
  const fs::path inner = path_of(id).parent_path();
  if (auto done = make_folder(inner.parent_path(), number_of(id, 2)); !done) return done;
  return make_folder(inner, 256 + number_of(id, 4));
}

ContentResult<std::string> FolderContentStore::put(std::string_view bytes) {
  const std::string id = content_id(bytes);
  const std::lock_guard turn(turns_[number_of(id, 2) % turns_.size()]);
  const auto found = compare(path_of(id), bytes);
  if (!found) return because(found.error());
  switch (found->copy) {
    case Copy::absent: return add(id, bytes);
    case Copy::damaged: return repair(id, bytes, found->size);
    case Copy::sound: return confirm(id);
  }
  return id;
}

// The file is there, but whoever put it there (another process, one that crashed, a restored
// backup) may not have come to the syncs, and our caller will call it accepted.
ContentResult<std::string> FolderContentStore::confirm(const std::string& id) {
  const fs::path path = path_of(id);
  const auto there = disk::open_to_read(path);
  if (!there) return because(there.error());
  if (auto done = disk::sync_file(calls_, there->file, path); !done) return because(done.error());
  if (auto done = make_folders(id); !done) return because(done.error());
  if (auto done = disk::sync_directory(calls_, path.parent_path()); !done)
    return because(done.error());
  return id;
}

disk::Result<disk::TemporaryFile> FolderContentStore::write(const std::string& id,
                                                            std::string_view bytes) {
  if (auto done = make_folders(id); !done) return done.error();
  auto file = disk::TemporaryFile::create(calls_, folder_);
  if (!file) return file;
  if (auto done = file->write(bytes); !done) return done.error();
  if (auto done = file->sync(); !done) return done.error();
  return file;
}

ContentResult<std::string> FolderContentStore::add(const std::string& id, std::string_view bytes) {
  if (!reserve(bytes.size())) return ContentError{ContentFault::quota_exceeded, {}};
  const fs::path path = path_of(id);
  auto file = write(id, bytes);
  const disk::Result<bool> linked = file ? file->link_to(path) : disk::Result<bool>(file.error());
  if (!linked || !*linked) bytes_ -= bytes.size();
  if (!linked) return because(linked.error());
  if (!*linked) return confirm(id);  // another process was faster
  ++items_;
  // Should this fail, the file stays and counts: another process may have confirmed it meanwhile.
  if (auto done = disk::sync_directory(calls_, path.parent_path()); !done)
    return because(done.error());
  return id;
}

ContentResult<std::string> FolderContentStore::repair(const std::string& id, std::string_view bytes,
                                                      std::uint64_t old_size) {
  const std::uint64_t growth = bytes.size() - std::min<std::uint64_t>(bytes.size(), old_size);
  if (!reserve(growth)) return ContentError{ContentFault::quota_exceeded, {}};
  const fs::path path = path_of(id);
  auto file = write(id, bytes);
  const auto renamed = file ? file->rename_to(path) : disk::Result<void>(file.error());
  bytes_ -= renamed ? old_size + growth - bytes.size() : growth;
  if (!renamed) return because(renamed.error());
  if (auto done = disk::sync_directory(calls_, path.parent_path()); !done)
    return because(done.error());
  return id;
}

ContentResult<disk::Readable> FolderContentStore::open(std::string_view id) const {
  if (!is_content_id(id)) return ContentError{ContentFault::invalid_id, {}};
  auto there = disk::open_to_read(path_of(id));
  if (there) return std::move(*there);
  if (there.error().number == ENOENT) return ContentError{ContentFault::not_found, {}};
  return because(there.error());
}

ContentResult<bool> FolderContentStore::exists(std::string_view id) const {
  const auto there = open(id);
  if (there) return true;
  if (there.error().fault == ContentFault::not_found) return false;
  return there.error();
}

ContentUsage FolderContentStore::usage() const { return {bytes_, items_, quota_}; }

}  // namespace crosstown
