// Files that are not as they were written: listed with the reason, never fatal, and droppable.
#include "daemon/quarantine/request_file.h"

#include <gmock/gmock.h>

#include "tests/daemon/quarantine/sample_request.h"
#include "tests/store/content/scratch.h"

namespace crosstown {
namespace {
namespace fs = std::filesystem;
using testing::contents_of;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::open_quarantine;
using testing::sample_id;
using testing::SampleRequest;
using testing::ScratchFolder;
using testing::write_file;

class RequestFileTest : public ::testing::Test {
 protected:
  fs::path path_of(std::string_view id) const {
    return folder_ / "city-sms" / (std::string(id) + ".request");
  }
  std::string kept(Quarantine& quarantine, const SampleRequest& sample = {}) {
    const auto id = quarantine.keep(sample.suspect());
    EXPECT_TRUE(id);
    return id ? *id : std::string();
  }

  ScratchFolder scratch_;
  fs::path folder_ = scratch_.path() / "quarantine";
};

struct Damage {
  const char* name;
  void (*make)(std::string& file);
  bool listed;  // visible without reading the body
};

TEST_F(RequestFileTest, ListsDamagedFilesAndLetsThemBeDropped) {
  const Damage damages[] = {
      {"empty", [](std::string& file) { file.clear(); }, true},
      {"half the head", [](std::string& file) { file.resize(40); }, true},
      {"half the body", [](std::string& file) { file.resize(file.size() - 3); }, true},
      {"something after the body", [](std::string& file) { file += "x"; }, true},
      {"not JSON", [](std::string& file) { file[0] = '('; }, true},
      {"JSON of another kind", [](std::string& file) { file = "[1,2]\n"; }, true},
      {"another format", [](std::string& file) { file.replace(file.find(":1,"), 3, ":2,"); }, true},
      {"a member gone",
       [](std::string& file) { file.replace(file.find("\"code\""), 6, "\"kode\""); }, true},
      {"another id", [](std::string& file) { file[file.find("\"id\":\"") + 6] ^= 1; }, true},
      {"not UTF-8", [](std::string& file) { file[file.find("POST")] = '\xff'; }, true},
      {"a character no byte has",
       [](std::string& file) { file.replace(file.find("POST"), 4, "P\u0153T"); }, true},
      {"no end of the head", [](std::string& file) { file.assign(max_request_head + 10, ' '); },
       true},
      {"another body", [](std::string& file) { file.back() ^= 1; }, false},
  };
  for (const Damage& damage : damages) {
    fs::remove_all(folder_);
    const auto quarantine = open_quarantine(folder_);
    SampleRequest sample;
    // Ids never step back within a thread, and the time of a damaged file is read from its id.
    sample.time += std::chrono::hours(1);
    const std::string id = kept(*quarantine, sample);
    const std::string sound = kept(*quarantine, sample);
    std::string file = contents_of(path_of(id));
    damage.make(file);
    write_file(path_of(id), file);

    const auto list = quarantine->list("city-sms");
    ASSERT_TRUE(list && list->size() == 2U) << damage.name;
    EXPECT_EQ(list->front().id, id) << damage.name;
    EXPECT_EQ(list->front().channel, "city-sms") << damage.name;
    EXPECT_EQ(list->front().time, sample.time) << damage.name;
    EXPECT_EQ(!list->front().damage.empty(), damage.listed) << damage.name;
    EXPECT_THAT(list->back().damage, IsEmpty()) << damage.name;
    const auto loaded = quarantine->load(id);
    ASSERT_FALSE(loaded) << damage.name;
    EXPECT_EQ(loaded.error().fault, QuarantineFault::damaged) << damage.name;

    const auto again = open_quarantine(folder_);
    EXPECT_EQ(again->usage().at("city-sms").entries, 2U) << damage.name;
    EXPECT_TRUE(again->drop(id)) << damage.name;
    EXPECT_TRUE(again->load(sound)) << damage.name;
  }
}

TEST_F(RequestFileTest, ListsALinkAsDamagedAndDoesNotFollowIt) {
  const auto quarantine = open_quarantine(folder_);
  write_file(scratch_.path() / "secret", contents_of(path_of(kept(*quarantine))));
  fs::create_symlink(scratch_.path() / "secret", path_of(sample_id));
  const auto list = quarantine->list("city-sms");
  ASSERT_TRUE(list && list->size() == 2U);
  EXPECT_THAT(list->front().damage, HasSubstr("ELOOP"));
  ASSERT_TRUE(quarantine->drop(sample_id));
  EXPECT_TRUE(fs::exists(scratch_.path() / "secret"));
}

TEST(NetworkOf, TakesOffTheHost) {
  struct Case {
    const char* address;
    const char* network;
  };
  for (const Case& each :
       {Case{"203.0.113.77", "203.0.113.0/24"}, Case{"::ffff:203.0.113.77", "203.0.113.0/24"},
        Case{"2001:db8:7:1:2:3:4:5", "2001:db8:7::/48"}, Case{"::1", "::/48"}, Case{"", ""},
        Case{"desk.example.org", ""}, Case{"203.0.113.77:80", ""}})
    EXPECT_EQ(network_of(each.address), each.network) << each.address;
}

}  // namespace
}  // namespace crosstown
