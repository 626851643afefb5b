#include "router/store/content/durable_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "tests/store/content/scratch.h"
#include "tests/store/content/watched_disk.h"

namespace crosstown {
namespace {
namespace fs = std::filesystem;
using testing::contents_of;
using ::testing::ElementsAre;
using testing::files_below;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ScratchFolder;
using testing::WatchedDisk;
using testing::write_file;

TEST(ReplaceFile, WritesSyncsRenamesAndSyncsTheFolderInThisOrder) {
  const ScratchFolder scratch;
  WatchedDisk disk(scratch.path());
  const fs::path target = scratch.path() / "state";
  write_file(target, "old");

  ASSERT_TRUE(disk::replace_file(disk, target, "new"));

  EXPECT_EQ(contents_of(target), "new");
  EXPECT_THAT(disk.calls(), ElementsAre("create *.part", "write *.part", "fdatasync *.part",
                                        "rename *.part state", "fsync ."));
  EXPECT_TRUE(disk.survives(target));
  EXPECT_THAT(disk.named_too_early(), IsEmpty());
}

TEST(ReplaceFile, LeavesTheOldOrTheNewWhicheverCallFails) {
  const ScratchFolder scratch;
  const fs::path target = scratch.path() / "state";
  std::size_t failures = 0;
  for (std::size_t index = 0; index < 5; ++index) {
    write_file(target, "old");
    WatchedDisk disk(scratch.path());
    disk.fail(index, EIO);
    const auto done = disk::replace_file(disk, target, "new");
    ASSERT_FALSE(done) << index;
    EXPECT_EQ(done.error().number, EIO);
    EXPECT_EQ(contents_of(target), index == 4 ? "new" : "old") << index;
    EXPECT_EQ(files_below(scratch.path()), 1U) << "a temporary file stayed, call " << index;
    ++failures;
  }
  EXPECT_EQ(failures, 5U);
}

TEST(ReplaceFile, OnlyTheOwnerMayRead) {
  const ScratchFolder scratch;
  const fs::path target = scratch.path() / "state";
  ASSERT_TRUE(disk::replace_file(disk::kernel(), target, "x"));
  EXPECT_EQ(fs::status(target).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

// A disk that takes a few bytes at a time, and is interrupted in between.
class SlowDisk final : public disk::Calls {
 public:
  ssize_t write(int file, const char* bytes, std::size_t size) override {
    if (++calls_ % 2 == 1) return errno = EINTR, -1;
    return Calls::write(file, bytes, std::min<std::size_t>(size, 3));
  }
  int fdatasync(int file) override {
    if (++syncs_ == 1) return errno = EINTR, -1;
    return Calls::fdatasync(file);
  }

 private:
  int calls_ = 0;
  int syncs_ = 0;
};

TEST(WriteAll, GoesOnAfterShortWritesAndSignals) {
  const ScratchFolder scratch;
  SlowDisk slow;
  const fs::path target = scratch.path() / "state";
  ASSERT_TRUE(disk::replace_file(slow, target, "ten bytes."));
  EXPECT_EQ(contents_of(target), "ten bytes.");
}

TEST(TemporaryFile, DoesNotTakeTheNameOfAnother) {
  const ScratchFolder scratch;
  const fs::path target = scratch.path() / "taken";
  write_file(target, "first");
  {
    auto file = disk::TemporaryFile::create(disk::kernel(), scratch.path());
    ASSERT_TRUE(file && file->write("second"));
    const auto linked = file->link_to(target);
    ASSERT_TRUE(linked);
    EXPECT_FALSE(*linked);
  }
  EXPECT_EQ(contents_of(target), "first");
  EXPECT_EQ(files_below(scratch.path()), 1U);
}

TEST(RemoveLeftovers, TakesTheDeadAndSparesTheLiving) {
  const ScratchFolder scratch;
  write_file(scratch.path() / "0123456789abcdef.part", "half");
  write_file(scratch.path() / "other.txt", "not ours");
  std::optional<disk::TemporaryFile> alive;
  auto made = disk::TemporaryFile::create(disk::kernel(), scratch.path());
  ASSERT_TRUE(made);
  alive.emplace(std::move(*made));

  const auto removed = disk::remove_leftovers(disk::kernel(), scratch.path());
  ASSERT_TRUE(removed);
  EXPECT_EQ(*removed, 1U);
  EXPECT_EQ(files_below(scratch.path(), ".part"), 1U);

  const auto linked = alive->link_to(scratch.path() / "kept");
  EXPECT_TRUE(linked && *linked);
  alive.reset();
  EXPECT_EQ(files_below(scratch.path(), ".part"), 0U);
}

TEST(OpenToRead, RefusesWhatIsNoFile) {
  const ScratchFolder scratch;
  write_file(scratch.path() / "file", "abc");
  fs::create_symlink("file", scratch.path() / "link");
  fs::create_directory(scratch.path() / "folder");
  ASSERT_EQ(::mkfifo((scratch.path() / "pipe").c_str(), 0600), 0);
  struct Case {
    const char* name;
    int number;
  };
  for (const Case& each : {Case{"link", ELOOP}, Case{"folder", EINVAL}, Case{"pipe", EINVAL},
                           Case{"missing", ENOENT}}) {
    const auto opened = disk::open_to_read(scratch.path() / each.name);
    ASSERT_FALSE(opened) << each.name;
    EXPECT_EQ(opened.error().number, each.number) << each.name;
  }
  const auto opened = disk::open_to_read(scratch.path() / "file");
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->size, 3U);
  const auto bytes = disk::read(opened->file, 1, 100);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(*bytes, "bc");
}

TEST(Error, SaysWhatFailedAndWhy) {
  const std::string text = disk::to_text({ENOSPC, "write", "content/ab"});
  EXPECT_THAT(text, HasSubstr("write content/ab"));
  EXPECT_THAT(text, HasSubstr("ENOSPC"));
  EXPECT_THAT(text, HasSubstr("No space left on device"));
}

}  // namespace
}  // namespace crosstown
