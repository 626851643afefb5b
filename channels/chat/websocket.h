// The WebSocket protocol (RFC 6455) as a state machine without a socket: the opening handshake of a
// server, frames in, frames out. No extension is negotiated: a chat's messages are some hundred
// bytes, which compression hardly makes smaller, and its window would be several times all that an
// idle session takes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "channels/http_request.h"

namespace crosstown::chat {

// RFC 6455 section 7.4.1, and of ours those from 4000 on (docs/channels/chat.md).
enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol = 1002,
  not_text = 1003,
  none = 1005,  // never sent: the other side named none
  not_utf8 = 1007,
  policy = 1008,
  too_big = 1009,
  internal = 1011,
  try_later = 1013,
  over = 4001,
  slow = 4008,
  too_much = 4029,
};

// Section 4.2.1: what the client's request says.
struct Upgrade {
  std::string accept;             // of Sec-WebSocket-Accept
  bool with_subprotocol = false;  // it knows `subprotocol`, so it must be told
};
struct NoUpgrade {
  int status = 400;
  std::string_view reason;
};
[[nodiscard]] std::variant<Upgrade, NoUpgrade> read_upgrade(const HttpRequest& request,
                                                            std::string_view subprotocol);

namespace frame {
struct NeedInput {};  // all input was taken
// A whole message of text, valid UTF-8. Lies in the reader until next() is called again.
struct Text {
  std::string_view text;
};
struct Ping {
  std::string_view payload;  // as of Text
};
struct Pong {};
struct Close {
  CloseCode code = CloseCode::none;  // as the client said it
};
// Against the protocol or a limit: to be closed with that code. The reader is of no further use.
struct Broken {
  CloseCode code = CloseCode::protocol;
};
}  // namespace frame
using Frame = std::variant<frame::NeedInput, frame::Text, frame::Ping, frame::Pong, frame::Close,
                           frame::Broken>;

// Of one connection; a client's frames, which are masked. Never throws; any bytes are fine. Memory:
// what came of one message.
class FrameReader {
 public:
  // `max_message`: bytes of a message, its fragments together.
  explicit FrameReader(std::uint32_t max_message) : max_message_(max_message) {}

  // Takes from the front of `input` up to the end of one frame.
  [[nodiscard]] Frame next(std::string_view& input);

 private:
  [[nodiscard]] bool take_head(std::string_view& input);
  [[nodiscard]] bool judge_head();
  void take_payload(std::string_view& input);
  [[nodiscard]] Frame finished();
  [[nodiscard]] Frame finished_control();
  [[nodiscard]] frame::Broken broken(CloseCode code);

  const std::uint32_t max_message_;
  std::uint32_t left_ = 0;       // bytes of the frame's payload that are still to come
  std::uint32_t mask_at_ = 0;    // which byte of the mask is next
  std::array<char, 14> head_{};  // the longest head there is (section 5.2)
  std::uint8_t head_size_ = 0;
  bool in_payload_ = false;
  bool in_message_ = false;  // a fragment came, and its last one did not
  bool handed_out_ = false;  // payload_ was shown to the caller
  CloseCode trouble_ = CloseCode::none;
  std::string message_;
  std::string control_;
};

// One frame as a server sends it: whole and unmasked.
void append_text_frame(std::string& out, std::string_view text);
void append_ping_frame(std::string& out);
void append_pong_frame(std::string& out, std::string_view payload);
void append_close_frame(std::string& out, CloseCode code);

}  // namespace crosstown::chat
