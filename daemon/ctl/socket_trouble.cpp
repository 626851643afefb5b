#include "daemon/ctl/socket_trouble.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>

#include "daemon/ctl/printable.h"

namespace crosstown::ctl {
namespace {

namespace errc = boost::system::errc;

constexpr std::string_view another =
    "Another socket is named with --socket PATH or in CROSSTOWN_CONTROL.";

std::string user_name(uid_t id) {
  const passwd* entry = ::getpwuid(id);
  return entry ? entry->pw_name : std::to_string(id);
}

std::string group_name(gid_t id) {
  const group* entry = ::getgrgid(id);
  return entry ? entry->gr_name : std::to_string(id);
}

// What keeps us out: the first folder on the way that we may not search, else the socket itself.
std::string barrier_on_the_way_to(const std::string& path) {
  std::filesystem::path way;
  for (const auto& part : std::filesystem::path(path).parent_path()) {
    way /= part;
    if (::faccessat(AT_FDCWD, way.c_str(), X_OK, AT_EACCESS) != 0) return way.string();
  }
  return path;
}

std::string permission_trouble(const std::string& path) {
  const std::string barrier = barrier_on_the_way_to(path);
  const std::string me = user_name(::geteuid());
  std::string text = fmt::format("user {} may not use the control socket {}", me, visible(path));
  struct stat status {};
  if (::stat(barrier.c_str(), &status) != 0) {
    return fmt::format("{}. Run crosstownctl as root, or as the daemon's user.", text);
  }
  const std::string owner = user_name(status.st_uid);
  const std::string its_group = group_name(status.st_gid);
  fmt::format_to(std::back_inserter(text), ": {} belongs to user {} and group {} (mode {:04o}).",
                 barrier == path ? "it" : visible(barrier), owner, its_group,
                 status.st_mode & 07777U);
  const mode_t needed = S_ISDIR(status.st_mode) ? S_IXGRP : S_IWGRP;
  // To join root's group would be to give away more than a socket.
  if ((status.st_mode & needed) == 0 || status.st_gid == 0) {
    return fmt::format("{}\nRun crosstownctl as {}.", text, owner);
  }
  return fmt::format(
      "{}\nRun crosstownctl as {}, or join the group and log in again: usermod -aG {} {}", text,
      owner, its_group, me);
}

std::string list_of(const std::vector<std::string>& paths) {
  std::string list;
  for (const std::string& path : paths) list += (list.empty() ? "" : ", ") + visible(path);
  return list;
}

bool is_something_else(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISSOCK(status.st_mode);
}

}  // namespace

std::string socket_trouble(const std::string& path, const boost::system::error_code& error,
                           const std::vector<std::string>& tried) {
  const std::string shown = visible(path);
  if (error == errc::no_such_file_or_directory && tried.size() > 1) {
    return fmt::format(
        "there is no control socket in any of the usual places ({}): the daemon may not be running "
        "(systemctl status crosstown).\n{}",
        list_of(tried), another);
  }
  if (error == errc::no_such_file_or_directory || error == errc::not_a_directory) {
    return fmt::format(
        "there is no control socket {}: the daemon may not be running (systemctl status "
        "crosstown).\n{}",
        shown, another);
  }
  if (error == errc::connection_refused && is_something_else(path)) {
    return fmt::format("{} is not a socket.\n{}", shown, another);
  }
  if (error == errc::connection_refused) {
    return fmt::format(
        "nobody answers on the control socket {}: it was left behind by a daemon that has "
        "stopped (systemctl status crosstown).\n{}",
        shown, another);
  }
  if (error == errc::permission_denied) return permission_trouble(path);
  if (error == errc::filename_too_long) {
    return fmt::format("the path of the control socket is too long for a socket: {}", shown);
  }
  return fmt::format("the control socket {} cannot be used: {}\n{}", shown, error.message(),
                     another);
}

}  // namespace crosstown::ctl
