#include "channels/chat/websocket.h"

#include <openssl/evp.h>
#include <simdjson.h>

#include <algorithm>

#include "channels/http/base64.h"

namespace crosstown::chat {
namespace {

enum Opcode : unsigned char {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10
};
constexpr unsigned char last_fragment = 0x80, reserved = 0x70, masked = 0x80;
constexpr std::size_t longest_control = 125;  // section 5.5
// A session that says nothing does not keep what a long message needed.
constexpr std::size_t kept_capacity = 256;

unsigned char byte_of(char c) { return static_cast<unsigned char>(c); }

// Whether a comma-separated header has that word.
bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    std::string_view one = list.substr(0, end);
    list.remove_prefix(std::min(list.size(), end + 1));
    const auto first = one.find_first_not_of(" \t");
    if (first == std::string_view::npos) continue;
    one = one.substr(first, one.find_last_not_of(" \t") - first + 1);
    if (equal_ignoring_case(one, word)) return true;
  }
  return false;
}

// Section 4.2.2.
std::string accept_of(std::string_view key) {
  std::string text(key);
  text += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, 20> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
  return base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

// Section 7.4: what may stand in a frame.
bool may_be_said(unsigned code) {
  const bool defined = code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
  return defined || (code >= 3000 && code <= 4999);
}

void append_frame(std::string& out, Opcode opcode, std::string_view payload) {
  out += static_cast<char>(last_fragment | opcode);
  const std::size_t size = payload.size();
  if (size < 126) {
    out += static_cast<char>(size);
  } else {
    const int bytes = size < 65536 ? 2 : 8;
    out += static_cast<char>(bytes == 2 ? 126 : 127);
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
      out += static_cast<char>(static_cast<std::uint64_t>(size) >> shift & 0xFF);
  }
  out += payload;
}

}  // namespace

std::variant<Upgrade, NoUpgrade> read_upgrade(const HttpRequest& request,
                                              std::string_view subprotocol) {
  if (request.method != "GET") return NoUpgrade{405, "a WebSocket begins with GET"};
  if (!has_word(request.header("Upgrade"), "websocket") ||
      !has_word(request.header("Connection"), "upgrade"))
    return NoUpgrade{426, "this is the address of a WebSocket"};
  if (request.header("Sec-WebSocket-Version") != "13")
    return NoUpgrade{426, "version 13 of WebSocket is spoken here"};
  const std::string_view key = request.header("Sec-WebSocket-Key");
  const auto nonce = base64_decode(key);
  if (!nonce || nonce->size() != 16) return NoUpgrade{400, "Sec-WebSocket-Key: 16 bytes expected"};
  const std::string_view offered = request.header("Sec-WebSocket-Protocol");
  const bool known = has_word(offered, subprotocol);
  if (!offered.empty() && !known) return NoUpgrade{400, "unknown subprotocol"};
  return Upgrade{accept_of(key), known};
}

Frame FrameReader::next(std::string_view& input) {
  if (trouble_ != CloseCode::none) return broken(trouble_);
  if (handed_out_) {
    message_.clear();
    if (message_.capacity() > kept_capacity) message_.shrink_to_fit();
    handed_out_ = false;
  }
  if (!in_payload_) {
    if (!take_head(input)) return frame::NeedInput{};
    if (!judge_head()) return broken(trouble_);
    in_payload_ = true;
  }
  take_payload(input);
  if (left_ > 0) return frame::NeedInput{};
  in_payload_ = false;
  const Frame whole = finished();
  head_size_ = 0;
  return whole;
}

// True: all of it is there.
bool FrameReader::take_head(std::string_view& input) {
  for (;;) {
    std::size_t wanted = 2;
    if (head_size_ >= 2) {
      const unsigned char size = byte_of(head_[1]) & 0x7F;
      wanted += (size == 126 ? 2 : size == 127 ? 8 : 0) + (byte_of(head_[1]) & masked ? 4 : 0);
    }
    if (head_size_ >= wanted) return true;
    if (input.empty()) return false;
    head_[head_size_++] = input.front();
    input.remove_prefix(1);
  }
}

bool FrameReader::judge_head() {
  const unsigned char first = byte_of(head_[0]), second = byte_of(head_[1]);
  const unsigned opcode = first & 0x0F;
  const bool is_control = opcode >= close;
  const bool is_known = opcode <= binary || (opcode >= close && opcode <= pong);
  const bool is_in_order = is_control || (opcode == continuation) == in_message_;
  trouble_ = CloseCode::protocol;
  if ((first & reserved) || !(second & masked) || !is_known || !is_in_order) return false;

  const unsigned char shortest = second & 0x7F;
  std::uint64_t size = shortest;
  const std::size_t bytes = shortest == 126 ? 2 : shortest == 127 ? 8 : 0;
  if (bytes > 0) size = 0;
  for (std::size_t i = 0; i < bytes; ++i) size = size << 8 | byte_of(head_[2 + i]);
  // Section 5.2: the least number of bytes must be used.
  if ((bytes == 2 && size < 126) || (bytes == 8 && size < 65536)) return false;
  if (is_control && (size > longest_control || !(first & last_fragment))) return false;
  if (opcode == binary) trouble_ = CloseCode::not_text;
  if (opcode == binary) return false;
  if (!is_control && size > max_message_ - std::min<std::size_t>(message_.size(), max_message_)) {
    trouble_ = CloseCode::too_big;
    return false;
  }
  trouble_ = CloseCode::none;
  left_ = static_cast<std::uint32_t>(size);
  mask_at_ = 0;
  if (is_control) control_.clear();
  return true;
}

void FrameReader::take_payload(std::string_view& input) {
  const bool is_control = (byte_of(head_[0]) & 0x0F) >= close;
  std::string& into = is_control ? control_ : message_;
  const char* const mask = head_.data() + head_size_ - 4;
  const std::size_t taken = std::min<std::size_t>(left_, input.size());
  const std::size_t before = into.size();
  into.append(input.substr(0, taken));
  for (std::size_t i = before; i < into.size(); ++i)
    into[i] = static_cast<char>(byte_of(into[i]) ^ byte_of(mask[mask_at_++ & 3]));
  input.remove_prefix(taken);
  left_ -= static_cast<std::uint32_t>(taken);
}

Frame FrameReader::finished() {
  if ((byte_of(head_[0]) & 0x0F) >= close) return finished_control();
  in_message_ = !(byte_of(head_[0]) & last_fragment);
  // An unfinished message says nothing yet; the caller only comes again.
  if (in_message_) return frame::Pong{};
  if (!simdjson::validate_utf8(message_.data(), message_.size()))
    return broken(CloseCode::not_utf8);
  handed_out_ = true;
  return frame::Text{message_};
}

Frame FrameReader::finished_control() {
  const unsigned opcode = byte_of(head_[0]) & 0x0F;
  if (opcode == ping) return frame::Ping{control_};
  if (opcode == pong) return frame::Pong{};
  if (control_.empty()) return frame::Close{};
  if (control_.size() == 1) return broken(CloseCode::protocol);
  const unsigned code = byte_of(control_[0]) << 8U | byte_of(control_[1]);
  if (!may_be_said(code)) return broken(CloseCode::protocol);
  if (!simdjson::validate_utf8(control_.data() + 2, control_.size() - 2))
    return broken(CloseCode::not_utf8);
  return frame::Close{static_cast<CloseCode>(code)};
}

frame::Broken FrameReader::broken(CloseCode code) {
  trouble_ = code;
  return {code};
}

void append_text_frame(std::string& out, std::string_view words) { append_frame(out, text, words); }

void append_ping_frame(std::string& out) { append_frame(out, ping, {}); }

void append_pong_frame(std::string& out, std::string_view payload) {
  append_frame(out, pong, payload);
}

void append_close_frame(std::string& out, CloseCode code) {
  const auto number = static_cast<std::uint16_t>(code);
  const char bytes[2] = {static_cast<char>(number >> 8), static_cast<char>(number & 0xFF)};
  append_frame(out, close, {bytes, 2});
}

}  // namespace crosstown::chat
