// Several threads, several daemons, and real file systems that are full or read-only.
#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "router/store/content/folder_content_store.h"
#include "tests/store/content/scratch.h"
#include "tests/store/content/watched_disk.h"

namespace crosstown {
namespace {
namespace fs = std::filesystem;
using testing::contents_of;
using testing::files_below;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ScratchFolder;
using testing::SmallDisk;
using testing::WatchedDisk;

constexpr std::uint64_t plenty = 1 << 20;

std::unique_ptr<FolderContentStore> opened(const fs::path& folder, std::uint64_t quota = plenty,
                                           disk::Calls& disk = disk::kernel()) {
  auto store = FolderContentStore::open_folder(folder, quota, disk);
  if (!store) ADD_FAILURE() << to_text(store.error());
  return store ? std::move(*store) : nullptr;
}

fs::path path_in(const fs::path& folder, const std::string& id) {
  return folder / id.substr(0, 2) / id.substr(2, 2) / id;
}

void in_eight_threads(const std::function<void(int)>& work) {
  std::vector<std::jthread> threads;
  for (int number = 0; number < 8; ++number) threads.emplace_back(work, number);
}

TEST(ContentThreads, StoreTheSameContentOnceAndEachFindsItDurable) {
  const ScratchFolder scratch;
  WatchedDisk disk(scratch.path());
  // Room for exactly one copy: whoever came second must not be refused.
  const auto store = opened(scratch.path() / "content", 8, disk);
  const fs::path file = path_in(scratch.path() / "content", content_id("the same"));
  in_eight_threads([&](int) {
    EXPECT_TRUE(store->put("the same"));
    EXPECT_TRUE(disk.survives(file));
  });
  EXPECT_THAT(disk.named_too_early(), IsEmpty());
  EXPECT_EQ(store->usage().bytes, 8U);
  EXPECT_EQ(store->usage().items, 1U);
  EXPECT_EQ(files_below(scratch.path()), 1U);
}

TEST(ContentThreads, KeepTheBooksWhileSomeAreRefused) {
  const ScratchFolder scratch;
  constexpr std::uint64_t size = 100;
  constexpr std::uint64_t room = 20;
  const auto store = opened(scratch.path() / "content", room * size + size - 1);
  std::atomic<int> kept = 0;
  in_eight_threads([&](int number) {
    for (int i = 0; i < 5; ++i) {
      std::string bytes(size, 'x');
      bytes[0] = static_cast<char>('a' + number);
      bytes[1] = static_cast<char>('a' + i);
      kept += store->put(bytes).has_value();
    }
  });
  EXPECT_EQ(kept, static_cast<int>(room));
  EXPECT_EQ(store->usage().bytes, room * size);
  EXPECT_EQ(store->usage().items, room);
  EXPECT_EQ(files_below(scratch.path()), room);
}

// Two stores know nothing of each other, as in two daemons.
TEST(ContentDaemons, ShareAFolder) {
  const ScratchFolder scratch;
  const fs::path folder = scratch.path() / "content";
  WatchedDisk disk(scratch.path());
  const auto one = opened(folder, plenty, disk);
  const auto other = opened(folder, plenty, disk);
  in_eight_threads([&](int number) {
    FolderContentStore& mine = number % 2 == 0 ? *one : *other;
    for (int i = 0; i < 10; ++i) {
      const auto id = mine.put("content " + std::to_string(i));
      ASSERT_TRUE(id);
      EXPECT_TRUE(disk.survives(path_in(folder, *id)));
    }
  });
  EXPECT_THAT(disk.named_too_early(), IsEmpty());
  EXPECT_EQ(files_below(scratch.path()), 10U);
  EXPECT_EQ(one->usage().items + other->usage().items, 10U) << "each is counted by who added it";
  EXPECT_EQ(opened(folder)->usage().items, 10U);
}

TEST(ContentDaemons, StartWhileAnotherIsWriting) {
  const ScratchFolder scratch;
  const fs::path folder = scratch.path() / "content";
  const auto store = opened(folder);
  std::jthread starting([&](std::stop_token stop) {
    while (!stop.stop_requested()) EXPECT_TRUE(opened(folder));
  });
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(store->put("content " + std::to_string(i)));
  starting.request_stop();
  starting.join();
  EXPECT_EQ(files_below(folder), 100U);
}

// Before the tests with a small disk, which make this process root of its own namespace.
TEST(ContentInAFolderWithoutPermission, SaysSo) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write anywhere";
  const ScratchFolder scratch;
  const fs::path folder = scratch.path() / "content";
  const auto store = opened(folder);
  fs::permissions(folder, fs::perms::owner_read | fs::perms::owner_exec);
  const auto refused = store->put("bytes");
  fs::permissions(folder, fs::perms::owner_all);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().cause.number, EACCES);
}

TEST(ContentOnAFullDisk, RefusesWithTheReasonAndKeepsWhatItAccepted) {
  const ScratchFolder scratch;
  const SmallDisk small(scratch.path(), 256 * 1024);
  if (!small.refusal().empty()) GTEST_SKIP() << small.refusal();
  const fs::path folder = scratch.path() / "content";
  const auto store = opened(folder);
  const auto bytes_of = [](int number) {
    return std::string(60'000, static_cast<char>('a' + number));
  };
  int kept = 0;
  auto id = store->put(bytes_of(kept));
  for (; id && kept < 10; id = store->put(bytes_of(kept))) ++kept;

  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().fault, ContentFault::disk);
  EXPECT_EQ(id.error().cause.number, ENOSPC);
  EXPECT_THAT(to_text(id.error()), HasSubstr("ENOSPC"));
  ASSERT_GE(kept, 2);
  EXPECT_EQ(store->usage().bytes, 60'000U * static_cast<unsigned>(kept));
  EXPECT_EQ(files_below(folder), static_cast<std::size_t>(kept)) << "half a file stayed";
  for (int i = 0; i < kept; ++i)
    EXPECT_EQ(contents_of(path_in(folder, content_id(bytes_of(i)))), bytes_of(i));
  EXPECT_TRUE(store->put(bytes_of(0))) << "what is there needs no room";

  fs::remove(path_in(folder, content_id(bytes_of(0))));
  EXPECT_TRUE(store->put(bytes_of(kept))) << "room again";
}

TEST(ContentOnAReadOnlyDisk, ReadsAndRefusesToWrite) {
  const ScratchFolder scratch;
  SmallDisk small(scratch.path(), 256 * 1024);
  if (!small.refusal().empty()) GTEST_SKIP() << small.refusal();
  const fs::path folder = scratch.path() / "content";
  const std::string id = *opened(folder)->put("before");
  if (!small.make_read_only()) GTEST_SKIP() << "cannot be mounted read-only here";

  const auto store = opened(folder);
  EXPECT_TRUE(*store->exists(id));
  const auto refused = store->put("after");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().cause.number, EROFS);
  EXPECT_EQ(store->usage().bytes, 6U);
}

}  // namespace
}  // namespace crosstown
