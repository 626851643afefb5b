#include "router/store/numbers.h"

#include <gtest/gtest.h>

#include "router/message/tracking.h"

namespace crosstown {
namespace {

TEST(NumberPool, GivesNumbersOfItsPartitionInOrder) {
  NumberPool pool(2, 4);
  pool.add(26, 1, 3);
  std::vector<NumberPool::Fresh> numbers;
  pool.take(26, 10, numbers);
  ASSERT_EQ(numbers.size(), 3u);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto number = parse_tracking(numbers[i].text);
    ASSERT_TRUE(number) << numbers[i].text;
    EXPECT_EQ(number->year, 26);
    EXPECT_EQ(number->sequence % 4, 2u);
    EXPECT_EQ(number->sequence, (i + 1) * 4 + 2);
  }
}

TEST(NumberPool, TakesAcrossBlocksAndGivesAgainWhatCameBack) {
  NumberPool pool(0, 1);
  pool.add(26, 1, 2);
  pool.add(26, 10, 2);
  std::vector<NumberPool::Fresh> numbers;
  pool.take(26, 3, numbers);
  EXPECT_EQ(pool.available(26), 1u);
  const std::vector<NumberPool::Fresh> unused{numbers[1], numbers[2]};
  pool.give_back(26, unused);
  pool.give_back(25, unused);  // of another year: gone
  pool.take(26, 9, numbers);
  ASSERT_EQ(numbers.size(), 3u);
  EXPECT_EQ(numbers[0].k, 2u);
  EXPECT_EQ(numbers[1].k, 10u);
  EXPECT_EQ(numbers[2].k, 11u);
}

TEST(NumberPool, ANewYearStartsAnew) {
  NumberPool pool(0, 1);
  pool.add(26, 1, 100);
  EXPECT_EQ(pool.available(27), 0u);
  EXPECT_GT(pool.wanted(27), 0u);
  EXPECT_EQ(pool.floor(27), 0u);
  pool.add(27, 1, 32);
  EXPECT_EQ(pool.available(26), 0u);
  EXPECT_EQ(pool.available(27), 32u);
}

TEST(NumberPool, BlocksGrowWithDemandUpToAThousand) {
  NumberPool pool(0, 1);
  std::uint32_t first = 1, size = 0;
  std::vector<NumberPool::Fresh> numbers;
  for (int i = 0; i < 20; ++i) {
    size = pool.wanted(26);
    EXPECT_GT(size, 0u);
    EXPECT_LE(size, 1000u);
    pool.add(26, first, size);
    first += size;
    pool.take(26, pool.available(26), numbers);
  }
  EXPECT_EQ(size, 1000u);
  EXPECT_EQ(pool.floor(26), first - 1);
}

}  // namespace
}  // namespace crosstown
