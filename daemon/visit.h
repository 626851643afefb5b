// What one request carries from step to step through the intake; of use in intake*.cpp only.
#pragma once

#include <memory>
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
};

}  // namespace crosstown
