// Reads server-sent events (WHATWG HTML, section 9.2.6) out of the pieces in which they come. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace crosstown::ctl {

class EventStream {
 public:
  // Calls `take` with the data of each event that is whole by now. An event without data is none;
  // the daemon's has one line of it.
  void feed(std::string_view piece, const std::function<void(std::string_view data)>& take);

  // Of the last event that was whole; what to come back with. Empty: there was none.
  [[nodiscard]] const std::string& last_id() const { return last_id_; }

 private:
  void take_line(std::string_view line, const std::function<void(std::string_view data)>& take);

  std::string rest_;  // of a line that is not whole yet
  std::string id_, data_, last_id_;
};

}  // namespace crosstown::ctl
