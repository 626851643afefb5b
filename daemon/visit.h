// What one request carries from step to step through the intake; of use in intake*.cpp only.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/books.h"
#include "daemon/intake.h"

namespace crosstown {

struct Intake::Visit {
  std::shared_ptr<const City> city;
  const Channel& channel;
  const HttpRequest& request;
  std::string peer;
  bool vouched = false;
  Time now{};
  Messages messages;
  std::vector<Refusal> passed_over;
  Books books;
  const DeskRouting* desk = nullptr;  // of what staff enters
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  // How long its messages may wait for the store; empty: the city's accept_timeout.
  std::optional<std::chrono::milliseconds> patience{};
  // Its messages never join an open request: a resident who speaks reports one thing after another.
  bool request_of_its_own = false;
};

}  // namespace crosstown
