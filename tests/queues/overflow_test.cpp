#include "router/queues/overflow.h"

#include <gmock/gmock.h>

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Overflow, EitherLimitIsEnough) {
  const Overflow both{200, 4h, "front-desk"};
  const Overflow deep{200, {}, "parks"};
  const Overflow old{{}, 4h, "parks"};
  const struct {
    const Overflow& overflow;
    QueueLoad load;
    bool over;            // when it was not before
    bool goes_on = over;  // when it was
  } cases[] = {
      {both, {0, 0s}, false},         {both, {199, 4h - 1ms}, false, true},
      {both, {200, 0s}, true},        {both, {1, 4h}, true},
      {both, {0, 4h}, false},  // a queue that is empty has nothing that is old
      {both, {150, 0s}, false, true}, {both, {149, 3h - 1ms}, false},
      {both, {149, 3h}, false, true}, {deep, {199, 90h}, false, true},
      {deep, {149, 90h}, false},      {deep, {200, 0s}, true},
      {old, {100'000, 1h}, false},    {old, {1, 4h}, true},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(is_over(c.overflow, c.load, false), c.over)
        << c.load.depth << " " << c.load.oldest_age.count();
    EXPECT_EQ(is_over(c.overflow, c.load, true), c.goes_on)
        << c.load.depth << " " << c.load.oldest_age.count();
  }
}

TEST(Overflow, CyclesAreFound) {
  const auto of = [](std::initializer_list<std::pair<const char*, const char*>> arrows) {
    Overflows overflows;
    for (const auto& [from, to] : arrows) overflows[from] = {1, {}, to};
    return overflow_cycle(overflows);
  };
  EXPECT_THAT(of({}), IsEmpty());
  EXPECT_THAT(of({{"a", "b"}, {"b", "c"}, {"d", "c"}}), IsEmpty());
  EXPECT_THAT(of({{"a", "a"}}), ElementsAre("a", "a"));
  EXPECT_THAT(of({{"a", "b"}, {"b", "a"}}), ElementsAre("a", "b", "a"));
  EXPECT_THAT(of({{"a", "b"}, {"b", "c"}, {"c", "d"}, {"d", "b"}}),
              ElementsAre("b", "c", "d", "b"));
}

}  // namespace
}  // namespace crosstown
