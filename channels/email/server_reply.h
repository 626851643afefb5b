// What an SMTP server answers (RFC 5321 section 4.2), read without trust: lines and their number
// are bounded.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crosstown::mail {

struct ServerReply {
  int code = 0;                    // 200 to 599
  std::vector<std::string> lines;  // without code; printable ASCII, anything else is a "?"

  [[nodiscard]] bool positive() const { return code < 400; }
  // "550 5.1.1 no such mailbox", of at most 200 bytes.
  [[nodiscard]] std::string words() const;
};

class ReplyReader {
 public:
  enum class State { more, whole, broken };
  // Takes from the front of `input`. `whole`: reply() is one, until the next call. `broken`: this
  // is no SMTP server; call no more.
  [[nodiscard]] State next(std::string_view& input);
  [[nodiscard]] const ServerReply& reply() const { return reply_; }

 private:
  [[nodiscard]] State take_line();

  std::string line_;
  ServerReply reply_;
  bool done_ = true;  // the next line begins a reply
};

}  // namespace crosstown::mail
