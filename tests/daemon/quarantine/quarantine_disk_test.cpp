// A kept request outlives a power cut; failing calls, crashes, full and read-only disks, threads.
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "daemon/quarantine/quarantine.h"
#include "tests/daemon/quarantine/sample_request.h"
#include "tests/store/content/scratch.h"
#include "tests/store/content/watched_disk.h"

namespace crosstown {
namespace {
namespace fs = std::filesystem;
using ::testing::ElementsAre;
using testing::files_below;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::open_quarantine;
using testing::SampleRequest;
using testing::ScratchFolder;
using testing::SmallDisk;
using testing::WatchedDisk;

class QuarantineDiskTest : public ::testing::Test {
 protected:
  std::string file_of(const std::string& id) { return "quarantine/city-sms/" + id + ".request"; }

  ScratchFolder scratch_;
  fs::path folder_ = scratch_.path() / "quarantine";
  const SampleRequest sample_;
};

TEST_F(QuarantineDiskTest, SyncsTheDataBeforeTheNameAndEveryNewNameBeforeReturning) {
  WatchedDisk disk(scratch_.path());
  const auto quarantine = open_quarantine(folder_, {}, disk);
  disk.forget_calls();
  const auto id = quarantine->keep(sample_.suspect());
  ASSERT_TRUE(id);
  EXPECT_THAT(
      disk.calls(),
      ElementsAre("mkdir quarantine/city-sms", "fsync quarantine",
                  "create quarantine/city-sms/*.part", "write quarantine/city-sms/*.part",
                  "write quarantine/city-sms/*.part", "fdatasync quarantine/city-sms/*.part",
                  "link quarantine/city-sms/*.part " + file_of(*id), "fsync quarantine/city-sms",
                  "unlink quarantine/city-sms/*.part"));
  EXPECT_TRUE(disk.survives(scratch_.path() / file_of(*id)));
  EXPECT_THAT(disk.named_too_early(), IsEmpty());
}

TEST_F(QuarantineDiskTest, DoesNotTrustAFolderThatSomebodyElseMade) {
  fs::create_directories(folder_ / "city-sms");
  WatchedDisk disk(scratch_.path());
  const auto quarantine = open_quarantine(folder_, {}, disk);
  const auto id = quarantine->keep(sample_.suspect());
  ASSERT_TRUE(id);
  EXPECT_TRUE(disk.survives(scratch_.path() / file_of(*id)));
}

TEST_F(QuarantineDiskTest, DropIsDurable) {
  WatchedDisk disk(scratch_.path());
  const auto quarantine = open_quarantine(folder_, {}, disk);
  const auto id = quarantine->keep(sample_.suspect());
  ASSERT_TRUE(id);
  disk.forget_calls();
  ASSERT_TRUE(quarantine->drop(*id));
  EXPECT_THAT(disk.calls(), ElementsAre("unlink " + file_of(*id), "fsync quarantine/city-sms"));
}

TEST_F(QuarantineDiskTest, SaysSoWhenACallFailsAndKeepsTheBooks) {
  constexpr std::size_t calls_of_a_keep = 8;  // and the removal of the temporary name
  for (std::size_t index = 0; index < calls_of_a_keep; ++index) {
    fs::remove_all(folder_);
    WatchedDisk disk(scratch_.path());
    const auto quarantine = open_quarantine(folder_, {}, disk);
    disk.fail(index, ENOSPC);
    const auto id = quarantine->keep(sample_.suspect());
    ASSERT_FALSE(id) << index;
    EXPECT_EQ(id.error().fault, QuarantineFault::disk);
    EXPECT_THAT(to_text(id.error()), HasSubstr("ENOSPC"));
    EXPECT_EQ(files_below(folder_), 0U) << index;
    EXPECT_EQ(quarantine->usage().at("city-sms").entries, 0U) << index;
    EXPECT_EQ(quarantine->usage().at("city-sms").bytes, 0U) << index;
    EXPECT_EQ(quarantine->usage().at("city-sms").not_kept, 1U) << index;

    const auto again = quarantine->keep(sample_.suspect());
    ASSERT_TRUE(again) << index;
    EXPECT_TRUE(disk.survives(scratch_.path() / file_of(*again))) << index;
  }
}

TEST_F(QuarantineDiskTest, StartsCleanAfterACrashAtAnyCall) {
  constexpr std::size_t calls_of_a_keep = 9;
  for (std::size_t index = 0; index <= calls_of_a_keep; ++index) {
    fs::remove_all(folder_);
    const pid_t child = ::fork();
    if (child == 0) {
      WatchedDisk disk(scratch_.path());
      const auto quarantine = open_quarantine(folder_, {}, disk);
      disk.crash(index);
      const bool kept = quarantine->keep(sample_.suspect()).has_value();
      ::_exit(kept && index == calls_of_a_keep ? 1 : 2);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_EQ(WEXITSTATUS(status), index == calls_of_a_keep ? 1 : 0) << "crash at call " << index;

    const auto quarantine = open_quarantine(folder_);
    ASSERT_TRUE(quarantine);
    EXPECT_EQ(files_below(folder_, ".part"), 0U) << index;
    const auto list = quarantine->list("city-sms");
    ASSERT_TRUE(list);
    EXPECT_EQ(list->size(), files_below(folder_)) << index;
    for (const QuarantineSummary& summary : *list) EXPECT_TRUE(quarantine->load(summary.id));
  }
}

TEST_F(QuarantineDiskTest, EightThreadsStayWithinTheQuota) {
  constexpr std::uint64_t room = 25;
  const auto quarantine = open_quarantine(folder_, {.entries = room});
  std::atomic<unsigned> kept = 0;
  {
    std::vector<std::jthread> threads;
    for (int number = 0; number < 8; ++number)
      threads.emplace_back([&] {
        for (int i = 0; i < 5; ++i) kept += quarantine->keep(sample_.suspect()).has_value();
      });
  }
  EXPECT_EQ(kept, room);
  EXPECT_EQ(files_below(folder_), room);
  EXPECT_EQ(quarantine->usage().at("city-sms").not_kept, 40U - room);
}

TEST_F(QuarantineDiskTest, AListIsWholeWhileOthersKeepAndDrop) {
  const auto quarantine = open_quarantine(folder_);
  std::jthread busy([&](std::stop_token stop) {
    while (!stop.stop_requested()) {
      const auto id = quarantine->keep(sample_.suspect());
      ASSERT_TRUE(id);
      ASSERT_TRUE(quarantine->drop(*id));
    }
  });
  for (int i = 0; i < 200; ++i) {
    const auto list = quarantine->list("city-sms");
    ASSERT_TRUE(list);
    for (const QuarantineSummary& summary : *list) EXPECT_THAT(summary.damage, IsEmpty());
  }
}

TEST_F(QuarantineDiskTest, RefusesOnAFullDiskAndKeepsWhatItHas) {
  const SmallDisk small(scratch_.path(), 128 * 1024);
  if (!small.refusal().empty()) GTEST_SKIP() << small.refusal();
  const auto quarantine = open_quarantine(folder_);
  SampleRequest large;
  large.body.assign(30'000, 'x');
  std::size_t kept = 0;
  auto id = quarantine->keep(large.suspect());
  for (; id && kept < 10; id = quarantine->keep(large.suspect())) ++kept;
  ASSERT_FALSE(id);
  EXPECT_THAT(to_text(id.error()), HasSubstr("ENOSPC"));
  ASSERT_GE(kept, 2U);
  EXPECT_EQ(files_below(folder_), kept);
  const auto list = quarantine->list("city-sms");
  ASSERT_TRUE(list && list->size() == kept);
  for (const QuarantineSummary& summary : *list) EXPECT_TRUE(quarantine->load(summary.id));
  EXPECT_TRUE(quarantine->drop(list->front().id));
  EXPECT_TRUE(quarantine->keep(large.suspect())) << "room again";
}

TEST_F(QuarantineDiskTest, ReadsFromAReadOnlyDisk) {
  SmallDisk small(scratch_.path(), 128 * 1024);
  if (!small.refusal().empty()) GTEST_SKIP() << small.refusal();
  const std::string id = *open_quarantine(folder_)->keep(sample_.suspect());
  if (!small.make_read_only()) GTEST_SKIP() << "cannot be mounted read-only here";
  const auto quarantine = open_quarantine(folder_);
  ASSERT_TRUE(quarantine);
  EXPECT_TRUE(quarantine->load(id));
  EXPECT_THAT(to_text(quarantine->keep(sample_.suspect()).error()), HasSubstr("EROFS"));
  EXPECT_THAT(to_text(quarantine->drop(id).error()), HasSubstr("EROFS"));
  EXPECT_EQ(quarantine->usage().at("city-sms").entries, 1U);
}

}  // namespace
}  // namespace crosstown
