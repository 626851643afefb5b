// One run of crosstownctl: the daemon it asks, and how it speaks to who called it.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/ctl/exit_code.h"
#include "daemon/ctl/http_client.h"
#include "daemon/ctl/json_view.h"

namespace crosstown::ctl {

struct Answer {
  std::string body;
  JsonDocument json;  // of that body
};

struct SessionSettings {
  std::string socket;
  std::vector<std::string> tried;            // where it was looked for, when nobody named it
  std::chrono::milliseconds timeout{10000};  // of each exchange
  bool json = false;
};

class Session {
 public:
  // The streams must outlive the session.
  Session(SessionSettings settings, std::ostream& out, std::ostream& err)
      : settings_(std::move(settings)), out_(out), err_(err) {}

  // Asks the daemon over the control socket. An answer with 2xx and a JSON object comes back; all
  // else is told here, and the exit code to end with comes back. `target` must be a valid one.
  [[nodiscard]] boost::system::result<Answer, Exit> ask(const std::string& method,
                                                        const std::string& target,
                                                        const std::string& body = {});

  // Asks for an answer that goes on, for at most `limit`; `take` gets it piece by piece and ends it
  // by returning false. What goes wrong is told here.
  [[nodiscard]] Exit follow(const std::string& target, const std::string& last_event,
                            std::chrono::milliseconds limit,
                            const std::function<bool(std::string_view piece)>& take);

  // Tells why the command fails: a sentence on `err`, or {"error":code,"text":…} with --json.
  // `text` is printed as it is: what comes from elsewhere has gone through visible().
  Exit fail(Exit exit, std::string_view code, std::string_view text);

  // With --json: `raw` is the whole output of a command.
  void print_json(std::string_view raw);

  [[nodiscard]] bool json() const { return settings_.json; }
  [[nodiscard]] std::chrono::milliseconds timeout() const { return settings_.timeout; }
  [[nodiscard]] std::ostream& out() { return out_; }

 private:
  Exit unreachable(const HttpFailure& failure);
  Exit refused(const HttpReply& reply);

  SessionSettings settings_;
  std::ostream& out_;
  std::ostream& err_;
};

// Why a call was not done, fit for a terminal: the answer's `text`, else its `problems`, a line
// each, else its status and how its body begins.
[[nodiscard]] std::string refusal_text(const HttpReply& reply);

}  // namespace crosstown::ctl
