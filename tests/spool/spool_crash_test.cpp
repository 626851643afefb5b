// A process that dies at any instant leaves in the spool all that it had committed, and nothing
// half.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <set>

#include "router/spool/spool_file.h"
#include "tests/support/redis_server.h"

namespace crosstown {
namespace {

using testing::TempFolder;
constexpr int batch = 7;

SpoolFile::Options options(const TempFolder& folder) {
  return {folder.path() / "spool", 64 << 20, 1};
}

// Writes one byte into the pipe for each batch that is durable.
[[noreturn]] void write_until_killed(const TempFolder& folder, int round, int progress) {
  SpoolFile file(options(folder));
  for (int i = 0;; ++i) {
    SpoolFile::Change change(file);
    change.reserve(0, 26, file.state(0).highest + 1, batch);
    for (int m = 0; m < batch; ++m) {
      Delivery delivery;
      delivery.provider_id = std::to_string(round) + "." + std::to_string(i * batch + m);
      delivery.channel = "city-sms";
      delivery.queue = "public-works";
      delivery.priority = "normal";
      delivery.head = std::string(static_cast<std::size_t>(m) * 700, 'x');
      change.keep(0, delivery, Time{});
    }
    if (!change.commit().empty()) _exit(1);
    if (write(progress, "x", 1) != 1) _exit(1);
  }
}

TEST(SpoolCrash, WhatWasCommittedIsThereAndNothingHalf) {
  TempFolder folder;
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::uint64_t told = 0, left = 0;
  for (int round = 0; round < 12; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) write_until_killed(folder, round, ends[1]);
    close(ends[1]);
    const int wanted = std::uniform_int_distribution(1, 12)(random);
    char byte;
    int batches = 0;
    while (batches < wanted && read(ends[0], &byte, 1) == 1) ++batches;
    usleep(std::uniform_int_distribution(0, 3000)(random));  // somewhere in the next commit
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the disk refused";
    while (read(ends[0], &byte, 1) == 1) ++batches;
    close(ends[0]);

    SpoolFile file(options(folder));
    const std::uint64_t now = file.usage().entries - left;
    EXPECT_GE(now, static_cast<std::uint64_t>(batches * batch)) << "committed, and lost";
    EXPECT_EQ(now % batch, 0u) << "half a commit";
    std::set<std::string> numbers;
    const auto page = file.oldest(0, 100'000);
    EXPECT_EQ(page.entries.size(), file.usage().entries);
    EXPECT_TRUE(page.damaged.empty());
    for (const SpoolEntry& entry : page.entries)
      EXPECT_TRUE(numbers.insert(entry.tracking).second) << entry.tracking << " was told twice";
    left = file.usage().entries;
    told += static_cast<std::uint64_t>(batches);
  }
  EXPECT_GT(told, 12u);
}

}  // namespace
}  // namespace crosstown
