// What all doors have in common: under its name, each counts and logs what was answered in place of
// whatever stands behind it.
#pragma once

#include <string>

#include "daemon/http/handler.h"
#include "daemon/metrics.h"

namespace crosstown {

class Door : public http::Handler {
 public:
  // `name`: public, admin or control.
  Door(std::string name, Metrics& metrics)
      : name_(std::move(name)), metrics_(metrics.door(name_)) {}

  void refused(int status, std::string_view reason) final;
  void turned_away() final { metrics_.turned_away(); }

 private:
  const std::string name_;
  DoorMetrics metrics_;
};

}  // namespace crosstown
