#include "daemon/http/temp_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <limits>

#include "daemon/http/input_buffer.h"

namespace crosstown::http {
namespace {

TEST(TempFile, HoldsWhatWasAppended) {
  TempFile file;
  ASSERT_FALSE(file.create(std::filesystem::temp_directory_path()));
  ASSERT_FALSE(file.append("abc"));
  ASSERT_FALSE(file.append(std::string(100'000, 'x')));
  ASSERT_FALSE(file.map());
  EXPECT_EQ(file.view().size(), 100'003U);
  EXPECT_TRUE(file.view().starts_with("abcx"));
}

TEST(TempFile, MayBeEmpty) {
  TempFile file;
  ASSERT_FALSE(file.create(std::filesystem::temp_directory_path()));
  ASSERT_FALSE(file.map());
  EXPECT_EQ(file.view(), "");
}

TEST(TempFile, SaysWhyItCannotBeMade) {
  TempFile file;
  EXPECT_EQ(file.create("/nonexistent"), boost::system::errc::no_such_file_or_directory);
}

void fill(InputBuffer& buffer, std::string_view bytes) {
  bytes.copy(buffer.room().data(), bytes.size());
  buffer.commit(bytes.size());
}

TEST(InputBuffer, ErasesGrowsAndShrinks) {
  Budget budget(8);
  InputBuffer buffer(8, budget);
  fill(buffer, "abcdefgh");
  EXPECT_TRUE(buffer.room().empty());
  buffer.erase(2, 3);
  EXPECT_EQ(buffer.bytes(), "abfgh");
  bool told = false;
  const auto moved = [&](const char* from, std::size_t size, const char* to) {
    told = std::string_view(from, size) == std::string_view(to, size);
  };
  EXPECT_FALSE(buffer.grow(17, moved)) << "one more than the budget has";
  EXPECT_EQ(buffer.capacity(), 8U);
  EXPECT_FALSE(told);
  EXPECT_TRUE(buffer.grow(16, moved));
  EXPECT_TRUE(told);
  EXPECT_EQ(budget.used(), 8U);
  EXPECT_EQ(buffer.bytes(), "abfgh");
  buffer.shrink();
  EXPECT_EQ(buffer.capacity(), 16U);  // not while it holds something
  buffer.erase(0, 5);
  buffer.shrink();
  EXPECT_EQ(buffer.capacity(), 8U);
  EXPECT_EQ(budget.used(), 0U);
}

TEST(Budget, IsGivenBackAtTheEnd) {
  Budget budget(10);
  {
    BudgetShare first(budget), second(budget);
    EXPECT_TRUE(first.grow_to(6));
    EXPECT_FALSE(second.grow_to(5));
    EXPECT_TRUE(second.grow_to(4));
    EXPECT_FALSE(first.grow_to(7));
    EXPECT_EQ(first.bytes(), 6U);
    second.give_back();
    EXPECT_TRUE(first.grow_to(10));
    EXPECT_EQ(budget.used(), 10U);
  }
  EXPECT_EQ(budget.used(), 0U);
  EXPECT_FALSE(budget.take(std::numeric_limits<std::uint64_t>::max()));
}

}  // namespace
}  // namespace crosstown::http
