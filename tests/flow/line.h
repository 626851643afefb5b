// The flow of tests/flow/line.yaml, with a city that has what the dialogues name.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "router/flow/engine.h"
#include "router/flow/flow_reader.h"

namespace crosstown::flow {

class Line {
 public:
  Line();
  [[nodiscard]] Desk desk() const { return {flow_, city_, *calendars_, languages_}; }
  [[nodiscard]] const Flow& flow() const { return flow_; }

 private:
  static HoursPlan weekdays();

  std::vector<std::string> languages_{"en", "es"};
  Texts texts_;
  Texts spoken_;
  AnswerBook answers_;
  std::optional<Hours> hours_;
  std::unique_ptr<Calendars> calendars_;
  EmergencyDesk emergency_;
  Flow flow_;
  dialogue::Desk city_;
};

}  // namespace crosstown::flow
