#include "router/store/numbers.h"

#include <gtest/gtest.h>

#include "router/message/tracking.h"

namespace crosstown {
namespace {

TEST(NumberPool, GivesNumbersOfItsPartitionInOrder) {
  NumberPool pool(2, 4);
  pool.add(26, 1, 3);
  std::vector<std::string> numbers;
  pool.peek(26, 10, numbers);
  ASSERT_EQ(numbers.size(), 3u);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto number = parse_tracking(numbers[i]);
    ASSERT_TRUE(number) << numbers[i];
    EXPECT_EQ(number->year, 26);
    EXPECT_EQ(number->sequence % 4, 2u);
    EXPECT_EQ(number->sequence, (i + 1) * 4 + 2);
  }
}

TEST(NumberPool, TakesAcrossBlocksAndPeekTakesNothing) {
  NumberPool pool(0, 1);
  pool.add(26, 1, 2);
  pool.add(26, 10, 2);
  std::vector<std::string> numbers;
  pool.peek(26, 3, numbers);
  EXPECT_EQ(pool.available(26), 4u);
  pool.take(26, {true, false, true});
  EXPECT_EQ(pool.available(26), 2u);
  pool.peek(26, 3, numbers);
  ASSERT_EQ(numbers.size(), 2u);
  EXPECT_EQ(parse_tracking(numbers[0])->sequence, 2u) << "what was not taken comes again";
  EXPECT_EQ(parse_tracking(numbers[1])->sequence, 11u);
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
  for (int i = 0; i < 20; ++i) {
    size = pool.wanted(26);
    EXPECT_GT(size, 0u);
    EXPECT_LE(size, 1000u);
    pool.add(26, first, size);
    first += size;
    pool.take(26, std::vector<bool>(pool.available(26), true));
  }
  EXPECT_EQ(size, 1000u);
  EXPECT_EQ(pool.floor(26), first - 1);
}

}  // namespace
}  // namespace crosstown
