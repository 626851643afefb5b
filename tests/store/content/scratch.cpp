#include "tests/store/content/scratch.h"

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

namespace crosstown::testing {
namespace fs = std::filesystem;
namespace {

bool write_map(const char* file, const std::string& line) {
  std::ofstream out(file);
  return static_cast<bool>(out << line << std::flush);
}

// In a user namespace we are root, which is what mounting takes. The group can only be mapped after
// setgroups(2) is given up (user_namespaces(7)).
std::string enter_user_namespace() {
  const std::string uid = std::to_string(::geteuid());
  const std::string gid = std::to_string(::getegid());
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
    return std::string("no mount namespace: ") + std::strerror(errno);
  if (!write_map("/proc/self/setgroups", "deny") ||
      !write_map("/proc/self/uid_map", "0 " + uid + " 1") ||
      !write_map("/proc/self/gid_map", "0 " + gid + " 1"))
    return "the user namespace cannot be mapped";
  return {};
}

std::string enter_own_namespace() {
  if (::unshare(CLONE_NEWNS) != 0) {
    if (std::string refusal = enter_user_namespace(); !refusal.empty()) return refusal;
  }
  // Else the mount would spread to the namespace we came from.
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return std::string("mounts cannot be made private: ") + std::strerror(errno);
  return {};
}

}  // namespace

ScratchFolder::ScratchFolder() {
  std::string name = (fs::temp_directory_path() / "crosstown-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) std::abort();
  path_ = name;
}
ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

SmallDisk::SmallDisk(const fs::path& folder, std::uint64_t size) : folder_(folder) {
  static const std::string no_namespace = enter_own_namespace();
  refusal_ = no_namespace;
  if (!refusal_.empty()) return;
  const std::string options = "size=" + std::to_string(size);
  if (::mount("tmpfs", folder_.c_str(), "tmpfs", 0, options.c_str()) != 0)
    refusal_ = std::string("tmpfs cannot be mounted: ") + std::strerror(errno);
}
SmallDisk::~SmallDisk() {
  if (refusal_.empty()) ::umount2(folder_.c_str(), MNT_DETACH);
}
bool SmallDisk::make_read_only() {
  return ::mount(nullptr, folder_.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0;
}

std::string contents_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const fs::path& file, std::string_view bytes) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << bytes;
}

std::size_t files_below(const fs::path& folder, std::string_view extension) {
  std::size_t number = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    number +=
        entry.is_regular_file() && (extension.empty() || entry.path().extension() == extension);
  return number;
}

}  // namespace crosstown::testing
