#include "daemon/ctl/socket_trouble.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "tests/daemon/ctl/run_ctl.h"

namespace crosstown::ctl {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

// Root is let in everywhere, so the tests of permissions are somebody else for a while.
class AsNobody {
 public:
  AsNobody() { changed_ = ::geteuid() == 0 && ::seteuid(65534) == 0; }
  ~AsNobody() {
    if (changed_ && ::seteuid(0) != 0) std::abort();
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  bool changed_ = false;
};

TEST(SocketTrouble, NoSocket) {
  const Said said = run_ctl({"--socket", "/nowhere/control.sock", "status"});
  EXPECT_EQ(said.exit, Exit::unreachable);
  EXPECT_THAT(said.err, HasSubstr("no control socket /nowhere/control.sock"));
  EXPECT_THAT(said.err, HasSubstr("may not be running"));
  EXPECT_THAT(said.err, HasSubstr("--socket PATH"));
  EXPECT_THAT(said.err, HasSubstr("CROSSTOWN_CONTROL"));
}

TEST(SocketTrouble, LeftBehind) {
  std::string pattern = (fs::temp_directory_path() / "ctl-left-XXXXXX").string();
  const fs::path folder = ::mkdtemp(pattern.data());
  std::unique_ptr<StubServer> daemon = std::make_unique<StubServer>(StubServer::Kind::unix_socket);
  fs::create_hard_link(daemon->path(), folder / "old.sock");
  daemon.reset();
  const Said said = run_ctl({"--socket", folder / "old.sock", "status"});
  EXPECT_EQ(said.exit, Exit::unreachable);
  EXPECT_THAT(said.err, HasSubstr("left behind by a daemon that has stopped"));
  std::ofstream(folder / "file") << "x";
  EXPECT_THAT(run_ctl({"--socket", folder / "file", "status"}).err,
              HasSubstr("file is not a socket"));
  fs::remove_all(folder);
}

TEST(SocketTrouble, PathsThatCannotBe) {
  for (const std::string& path : {std::string(108, 'x'), std::string(5000, 'x')}) {
    const Said said = run_ctl({"--socket", path, "status"});
    EXPECT_EQ(said.exit, Exit::unreachable);
    EXPECT_THAT(said.err, HasSubstr("too long for a socket"));
  }
  EXPECT_THAT(run_ctl({"--socket", "/nowhere/\x1b[2J", "status"}).err,
              HasSubstr("/nowhere/\\x1b[2J"));
}

TEST(SocketTrouble, TheSocketIsForOthers) {
  const StubServer daemon(StubServer::Kind::unix_socket);
  fs::permissions(fs::path(daemon.path()).parent_path(), fs::perms(0755));
  ASSERT_EQ(::chmod(daemon.path().c_str(), 0), 0);
  const AsNobody nobody;
  const Said said = run_ctl(daemon, {"status"});
  EXPECT_EQ(said.exit, Exit::unreachable);
  EXPECT_THAT(said.err, HasSubstr("may not use the control socket " + daemon.path() +
                                  ": it belongs to user "));
  EXPECT_THAT(said.err, HasSubstr("(mode 0000)"));
  EXPECT_THAT(said.err, HasSubstr("Run crosstownctl as "));
  EXPECT_THAT(said.err, Not(HasSubstr("join the group")));
}

TEST(SocketTrouble, TheGroupThatMayIsNamed) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to give a socket to another group";
  const StubServer daemon(StubServer::Kind::unix_socket);
  fs::permissions(fs::path(daemon.path()).parent_path(), fs::perms(0755));
  ASSERT_EQ(::chown(daemon.path().c_str(), 0, 4242), 0);
  ASSERT_EQ(::chmod(daemon.path().c_str(), 0660), 0);
  const AsNobody nobody;
  const Said said = run_ctl(daemon, {"status"});
  EXPECT_THAT(said.err, HasSubstr("belongs to user root and group 4242 (mode 0660)"));
  EXPECT_THAT(said.err, HasSubstr("usermod -aG 4242 "));
}

TEST(SocketTrouble, TheFolderIsForOthers) {
  const StubServer daemon(StubServer::Kind::unix_socket);
  const fs::path folder = fs::path(daemon.path()).parent_path();
  fs::permissions(folder, fs::perms::none);
  {
    const AsNobody nobody;
    const Said said = run_ctl(daemon, {"status"});
    EXPECT_EQ(said.exit, Exit::unreachable);
    EXPECT_THAT(said.err, HasSubstr(": " + folder.string() + " belongs to user "));
  }
  fs::permissions(folder, fs::perms::owner_all);
}

}  // namespace
}  // namespace crosstown::ctl
