#include "router/queues/overflow.h"

#include <gmock/gmock.h>

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Overflow, EitherLimitIsEnough) {
  const Overflows overflows{{"parks", {200, 4h, "front-desk"}},
                            {"water", {200, {}, "parks"}},
                            {"billing", {{}, 4h, "parks"}}};
  const struct {
    std::string_view queue;
    QueueLoad load;
    std::optional<std::string_view> target;
  } cases[] = {
      {"parks", {0, 0s}, {}},
      {"parks", {199, 4h - 1ms}, {}},
      {"parks", {200, 0s}, "front-desk"},
      {"parks", {1, 4h}, "front-desk"},
      {"parks", {0, 4h}, {}},  // a queue that is empty has nothing that is old
      {"water", {199, 90h}, {}},
      {"water", {200, 0s}, "parks"},
      {"billing", {100'000, 1h}, {}},
      {"billing", {1, 4h}, "parks"},
      {"front-desk", {100'000, 90h}, {}},
      {"nothing", {100'000, 90h}, {}},
  };
  for (const auto& c : cases)
    EXPECT_EQ(overflow_target(overflows, c.queue, c.load), c.target)
        << c.queue << " " << c.load.depth << " " << c.load.oldest_age.count();
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
