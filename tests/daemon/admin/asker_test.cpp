#include "daemon/admin/asker.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>

#include "daemon/config/fields.h"
#include "tests/daemon/admin/small_city.h"

namespace crosstown {
namespace {

TEST(HolderOf, FindsTheTokensOwner) {
  const auto city = small_city();
  struct Case {
    std::string header;
    std::string by;  // empty: nobody
    Role role;
  };
  const Case cases[] = {
      {"Bearer " + std::string(agent_token), "token:desk", Role::agent},
      {"bearer " + std::string(lead_token), "token:lead", Role::supervisor},
      {"Bearer " + std::string(chief_token), "token:chief", Role::admin},
      {"Bearer " + std::string(agent_token) + " ", "", Role::anyone},
      {"Bearer wrong", "", Role::anyone},
      {"Bearer ", "", Role::anyone},
      {"Bearer", "", Role::anyone},
      {"Basic " + std::string(agent_token), "", Role::anyone},
      {"", "", Role::anyone},
  };
  for (const Case& c : cases) {
    const Asker asker = holder_of(c.header, *city).value_or(Asker{});
    EXPECT_EQ(asker.by, c.by) << c.header;
    EXPECT_EQ(asker.role, c.role) << c.header;
  }
}

TEST(HostIsOurs, Table) {
  const auto city = small_city();
  for (const std::string_view ours :
       {"127.0.0.1:8312", "127.0.0.1", "localhost:1", "[::1]:8312", "[::1]",
        "console.riverbend.example:8312", "Console.Riverbend.Example"})
    EXPECT_TRUE(host_is_ours(ours, *city)) << ours;
  for (const std::string_view other : {"", ":8312", "evil.example", "127.0.0.1.evil.example",
                                       "evil.example:127.0.0.1", "[::1", "[]"})
    EXPECT_FALSE(host_is_ours(other, *city)) << other;
}

class MayControl : public testing::Test {
 protected:
  MayControl() {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    path.copy(name.sun_path, sizeof name.sun_path - 1);
    EXPECT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
    EXPECT_EQ(::chmod(path.c_str(), 0660), 0);
    struct stat file {};
    EXPECT_EQ(::stat(path.c_str(), &file), 0);
    group = file.st_gid;
  }
  ~MayControl() override {
    ::close(socket);
    std::filesystem::remove(path);
  }
  http::Peer peer(std::uint32_t uid, std::vector<std::uint32_t> groups) const {
    http::Peer result;
    result.local_socket = true;
    result.uid = uid;
    result.groups = std::move(groups);
    return result;
  }
  const std::string path =
      std::filesystem::temp_directory_path() / ("ct-may-" + std::to_string(::getpid()));
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::uint32_t group = 0;
  const std::uint32_t other = 54321;
};

TEST_F(MayControl, RootAndOurselves) {
  EXPECT_TRUE(may_control(peer(0, {other}), path));
  EXPECT_TRUE(may_control(peer(::geteuid(), {other}), path));
  EXPECT_TRUE(may_control(peer(0, {}), "/nowhere"));
  EXPECT_FALSE(may_control(peer(other, {other}), path));
}

TEST_F(MayControl, TheGroupAsFarAsTheModeLetsIn) {
  EXPECT_TRUE(may_control(peer(other, {other, group}), path));
  EXPECT_FALSE(may_control(peer(other, {other, group + 1}), path));
  EXPECT_FALSE(may_control(peer(other, {group}), "/nowhere"));
  ASSERT_EQ(::chmod(path.c_str(), 0606), 0);
  EXPECT_FALSE(may_control(peer(other, {group}), path)) << "others may connect, and are not served";
}

TEST_F(MayControl, NobodyWhoIsNotKnown) {
  EXPECT_FALSE(may_control(http::Peer{}, path));
  http::Peer unknown;
  unknown.local_socket = true;
  EXPECT_FALSE(may_control(unknown, path));
  http::Peer remote = peer(0, {group});
  remote.local_socket = false;
  EXPECT_FALSE(may_control(remote, path));
}

}  // namespace
}  // namespace crosstown
