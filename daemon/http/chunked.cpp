#include "daemon/http/chunked.h"

#include <algorithm>

namespace crosstown::http {
namespace {

constexpr std::uint32_t max_digits = 15;          // a size that cannot overflow
constexpr std::uint32_t max_overhead = 8 * 1024;  // nobody of ours sends extensions or trailers

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

}  // namespace

ChunkDecoder::Step ChunkDecoder::step(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (state_ == State::data) {
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size() - i));
      left_ -= size;
      if (left_ == 0) state_ = State::data_cr;
      return {Result::data, i + size, bytes.substr(i, size)};
    }
    if (!take(bytes[i])) return {Result::bad, i, {}};
    if (state_ == State::done) return {Result::done, i + 1, {}};
  }
  return {Result::more, bytes.size(), {}};
}

bool ChunkDecoder::take(char c) {
  switch (state_) {
    case State::size_first:
    case State::size: return take_size(c);
    case State::extension: return take_line(c, State::size_lf);
    case State::size_lf: return expect(c, '\n', left_ > 0 ? State::data : State::trailer_first);
    case State::data_cr: return expect(c, '\r', State::data_lf);
    case State::data_lf: return expect(c, '\n', State::size_first);
    case State::trailer_first:
      if (c == '\r') return expect(c, '\r', State::last_lf);
      if (c == ' ' || c == '\t') return false;  // a folded trailer
      state_ = State::trailer;
      return take_line(c, State::trailer_lf);
    case State::trailer: return take_line(c, State::trailer_lf);
    case State::trailer_lf: return expect(c, '\n', State::trailer_first);
    case State::last_lf: return expect(c, '\n', State::done);
    case State::data:
    case State::done: return false;
  }
  return false;
}

bool ChunkDecoder::take_size(char c) {
  if (state_ == State::size_first) left_ = digits_ = 0;
  if (const int value = hex_value(c); value >= 0) {
    left_ = left_ * 16 + static_cast<std::uint64_t>(value);
    state_ = State::size;
    return ++digits_ <= max_digits;
  }
  if (state_ == State::size_first) return false;
  if (c == ';') return expect(c, ';', State::extension);
  return expect(c, '\r', State::size_lf);
}

bool ChunkDecoder::take_line(char c, State after) {
  if (c == '\r') return expect(c, '\r', after);
  return ++overhead_ <= max_overhead && !is_control(c);
}

bool ChunkDecoder::expect(char c, char wanted, State next) {
  if (c != wanted) return false;
  state_ = next;
  return true;
}

}  // namespace crosstown::http
