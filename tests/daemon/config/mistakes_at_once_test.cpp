// All mistakes of a file in one go.
#include <gmock/gmock.h>

#include "tests/daemon/config/city_folder.h"

namespace crosstown {
namespace {

using ::testing::ElementsAre;
using MistakesAtOnce = CityFolder;

TEST_F(MistakesAtOnce, TenAreTen) {
  EXPECT_FALSE(load(R"(city:
  nme: Riverbend
  timezone: America/Denver
limits:
  idle: 75
  lane: 1
thread: 4
channels:
  kiosk: { adapter: webhook, medium: walkin, secret: { file: kiosk } }
queues:
  parks: { name: { en: Parks } }
  parks: { name: { en: Parks again } }
routes:
  - name: trees
    when: { text: tree }
    then: { queue: park }
  - name: all
    then: { queue: parks, priority: high }
access:
  - { name: desk, role: agent, token: "0123456789-0123456789" }
)"));
  EXPECT_THAT(
      problems(),
      ElementsAre(
          "city.yaml:1:1: city: name is missing",
          "city.yaml:2:3: unknown key \"nme\"; did you mean \"name\"?",
          "city.yaml:5:9: limits: idle must be a duration like 500ms, 5s, 3m, 2h or 1d, not \"75\"",
          "city.yaml:6:9: limits: lane must be a whole number from 16 to 1048576, not \"1\"",
          "city.yaml:7:1: unknown key \"thread\"; did you mean \"threads\"?",
          "city.yaml:9:38: channels.kiosk: medium must be phone, sms, chat, email, "
          "voice-assistant, app or "
          "walk-in, not \"walkin\"; did you mean \"walk-in\"?",
          "city.yaml:12:3: duplicate key \"parks\"; the first is on line 11",
          "city.yaml:16:20: routes #1.then: queue must be parks, not \"park\"; did you mean "
          "\"parks\"?",
          "city.yaml:18:37: routes #2.then: priority must be urgent, normal or low, not \"high\"",
          "city.yaml:20:39: access #1: token must not stand in this file; write { file: "
          "secrets/NAME }, { env: "
          "NAME } or { credential: NAME }"));
}

TEST_F(MistakesAtOnce, WhatIsRequiredIsTold) {
  EXPECT_FALSE(load("threads: 1\n"));
  EXPECT_THAT(problems(),
              ElementsAre("city.yaml: city is missing", "city.yaml: channels is missing",
                          "city.yaml: queues is missing", "city.yaml: routes is missing"));
}

TEST_F(MistakesAtOnce, AWrongFileIsOneProblem) {
  EXPECT_FALSE(load("city: [\n"));
  EXPECT_THAT(problems(), ElementsAre("city.yaml:1:7: the \"[\" that begins here is not closed"));
  EXPECT_FALSE(load(""));
  EXPECT_THAT(problems(), ElementsAre("city.yaml: is empty"));
}

}  // namespace
}  // namespace crosstown
