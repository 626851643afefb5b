// put() promises that its content outlives a power cut. Held here against a disk with a witness:
// the order of the calls, what would be left at each moment, and each call failing or being the
// last.
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>

#include "router/store/content/folder_content_store.h"
#include "tests/store/content/scratch.h"
#include "tests/store/content/watched_disk.h"

namespace crosstown {
namespace {
namespace fs = std::filesystem;
using ::testing::ElementsAre;
using testing::files_below;
using ::testing::IsEmpty;
using testing::ScratchFolder;
using testing::WatchedDisk;
using testing::write_file;

constexpr std::uint64_t plenty = 1 << 20;
const std::string abc_path =
    "content/ba/78/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

class ContentDurabilityTest : public ::testing::Test {
 protected:
  std::unique_ptr<FolderContentStore> opened(disk::Calls& disk) {
    auto store = FolderContentStore::open_folder(scratch_.path() / "content", plenty, disk);
    if (!store) ADD_FAILURE() << to_text(store.error());
    return store ? std::move(*store) : nullptr;
  }

  ScratchFolder scratch_;
  fs::path abc_ = scratch_.path() / abc_path;
};

TEST_F(ContentDurabilityTest, SyncsTheDataBeforeTheNameAndEveryNewNameBeforeReturning) {
  WatchedDisk disk(scratch_.path());
  const auto store = opened(disk);
  disk.forget_calls();
  ASSERT_TRUE(store->put("abc"));
  EXPECT_THAT(disk.calls(),
              ElementsAre("mkdir content/ba", "fsync content",        // the new folder's name
                          "mkdir content/ba/78", "fsync content/ba",  // and the next one's
                          "create content/*.part", "write content/*.part",
                          "fdatasync content/*.part",         // the bytes, before …
                          "link content/*.part " + abc_path,  // … they get their name
                          "fsync content/ba/78",              // which must last, too
                          "unlink content/*.part"));
  EXPECT_TRUE(disk.survives(abc_));
  EXPECT_THAT(disk.named_too_early(), IsEmpty());
}

TEST_F(ContentDurabilityTest, EveryContentSurvivesFromTheMomentPutReturns) {
  WatchedDisk disk(scratch_.path());
  const auto store = opened(disk);
  for (int i = 0; i < 40; ++i) {
    const auto id = store->put("content " + std::to_string(i % 30));
    ASSERT_TRUE(id);
    EXPECT_TRUE(
        disk.survives(scratch_.path() / "content" / id->substr(0, 2) / id->substr(2, 2) / *id));
  }
  EXPECT_THAT(disk.named_too_early(), IsEmpty());
}

// What another process has made may be in the page cache only: nothing of it is taken on trust.
TEST_F(ContentDurabilityTest, MakesDurableWhatSomebodyElseLeftHalfWay) {
  struct Case {
    const char* name;
    const char* file;
    std::string bytes;
  };
  for (const Case& each :
       {Case{"folder", "content/ba/other", ""}, Case{"folders", "content/ba/78/other", ""},
        Case{"file", abc_path.c_str(), "abc"}, Case{"half a file", abc_path.c_str(), "a"}}) {
    fs::remove_all(scratch_.path() / "content");
    write_file(scratch_.path() / each.file, each.bytes);
    WatchedDisk disk(scratch_.path());
    const auto store = opened(disk);
    ASSERT_FALSE(disk.survives(abc_)) << each.name;
    ASSERT_TRUE(store->put("abc")) << each.name;
    EXPECT_TRUE(disk.survives(abc_)) << each.name;
    EXPECT_THAT(disk.named_too_early(), IsEmpty()) << each.name;
  }
}

TEST_F(ContentDurabilityTest, ReplacesADamagedCopyInTheSameOrder) {
  WatchedDisk disk(scratch_.path());
  const auto store = opened(disk);
  ASSERT_TRUE(store->put("abc"));
  write_file(abc_, "abd");
  disk.forget_calls();
  ASSERT_TRUE(store->put("abc"));
  EXPECT_THAT(disk.calls(),
              ElementsAre("mkdir content/ba", "mkdir content/ba/78", "create content/*.part",
                          "write content/*.part", "fdatasync content/*.part",
                          "rename content/*.part " + abc_path, "fsync content/ba/78"));
  EXPECT_TRUE(disk.survives(abc_));
}

TEST_F(ContentDurabilityTest, NeverAcceptsWhenACallFails) {
  constexpr std::size_t calls_of_a_put =
      9;  // and the removal of the temporary name, which may fail
  for (const int number : {EIO, ENOSPC, EROFS}) {
    for (std::size_t index = 0; index < calls_of_a_put; ++index) {
      fs::remove_all(scratch_.path() / "content");
      WatchedDisk disk(scratch_.path());
      const auto store = opened(disk);
      disk.fail(index, number);
      const auto id = store->put("abc");
      ASSERT_FALSE(id) << index;
      EXPECT_EQ(id.error().fault, ContentFault::disk);
      EXPECT_EQ(id.error().cause.number, number);
      EXPECT_EQ(files_below(scratch_.path(), ".part"), 0U) << index;
      EXPECT_EQ(store->usage().items, files_below(scratch_.path())) << index;
      EXPECT_EQ(store->usage().bytes, 3 * store->usage().items) << index;

      ASSERT_TRUE(store->put("abc")) << "after call " << index << " failed once";
      EXPECT_TRUE(disk.survives(abc_)) << index;
      EXPECT_EQ(store->usage().bytes, 3U);
    }
  }
}

TEST_F(ContentDurabilityTest, ASecondPutIsNotAcceptedWhileTheFolderCannotBeSynced) {
  WatchedDisk disk(scratch_.path());
  const auto store = opened(disk);
  ASSERT_TRUE(store->put("abc"));
  disk.fail_all("fsync", EIO);
  EXPECT_FALSE(store->put("abc"));
  disk.fail_all("fdatasync", EIO);
  EXPECT_FALSE(store->put("abc"));
}

TEST_F(ContentDurabilityTest, StartsCleanAfterACrashAtAnyCall) {
  constexpr std::size_t calls_of_a_put = 10;
  for (std::size_t index = 0; index <= calls_of_a_put; ++index) {
    fs::remove_all(scratch_.path() / "content");
    const pid_t child = ::fork();
    if (child == 0) {
      WatchedDisk disk(scratch_.path());
      const auto store = opened(disk);
      disk.crash(index);
      const bool kept = store->put("abc").has_value();
      ::_exit(kept && index == calls_of_a_put ? 1 : 2);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_EQ(WEXITSTATUS(status), index == calls_of_a_put ? 1 : 0) << "crash at call " << index;

    WatchedDisk disk(scratch_.path());
    const auto store = opened(disk);
    EXPECT_EQ(files_below(scratch_.path(), ".part"), 0U) << index;
    EXPECT_EQ(store->usage().items, files_below(scratch_.path())) << index;
    ASSERT_TRUE(store->put("abc")) << index;
    EXPECT_TRUE(disk.survives(abc_)) << index;
    EXPECT_EQ(store->usage().bytes, 3U) << index;
  }
}

}  // namespace
}  // namespace crosstown
