// Decodes a chunked request body (RFC 9112 section 7.1) a piece at a time. Not Beast's decoder,
// because that wants each chunk header and the whole trailer in one piece of memory. Strict: bare
// CR or LF, space around sizes and endless extensions are refused. Trailers are read and dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace crosstown::http {

class ChunkDecoder {
 public:
  enum class Result {
    more,  // all bytes were consumed; give the next
    data,  // `data` is a piece of the body; go on with what was not consumed
    done,  // the body is complete; what was not consumed belongs to the next request
    bad,   // not chunked coding; the decoder is of no further use
  };
  struct Step {
    Result result = Result::more;
    std::size_t consumed = 0;
    std::string_view data;  // a view into the bytes given
  };
  [[nodiscard]] Step step(std::string_view bytes);
  void reset() { *this = ChunkDecoder(); }

 private:
  enum class State {
    size_first,
    size,
    extension,
    size_lf,
    data,
    data_cr,
    data_lf,
    trailer_first,
    trailer,
    trailer_lf,
    last_lf,
    done
  };
  // One byte that is not chunk data. False when it may not stand there.
  [[nodiscard]] bool take(char c);
  [[nodiscard]] bool take_size(char c);
  [[nodiscard]] bool take_line(char c, State after);
  [[nodiscard]] bool expect(char c, char wanted, State next);

  State state_ = State::size_first;
  std::uint64_t left_ = 0;  // size of the chunk, then its bytes not yet seen
  std::uint32_t digits_ = 0;
  std::uint32_t overhead_ = 0;  // bytes of extensions and trailers so far
};

}  // namespace crosstown::http
