#include "daemon/http/chunked.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crosstown::http {
namespace {

using Result = ChunkDecoder::Result;

struct Case {
  std::string name;
  std::string bytes;
  std::optional<std::string> body;  // none: refused
  std::string rest = "";            // of the next request
};

const std::vector<Case> cases = {
    {"empty", "0\r\n\r\n", ""},
    {"one", "5\r\nhello\r\n0\r\n\r\n", "hello"},
    {"two", "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world"},
    {"hex", "A\r\n0123456789\r\n0b\r\n0123456789a\r\n000\r\n\r\n", "01234567890123456789a"},
    {"extension", "1;name=\"v;x\"\r\na\r\n0;last\r\n\r\n", "a"},
    {"trailers", "1\r\na\r\n0\r\nX: y\r\nContent-Length: 7\r\n\r\n", "a"},
    {"body_looks_like_chunks", "7\r\n0\r\n\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n\r\n"},
    {"next_request_follows", "1\r\na\r\n0\r\n\r\nGET /", "a", "GET /"},

    {"no_size", "\r\nhello", std::nullopt},
    {"not_hex", "g\r\n", std::nullopt},
    {"negative", "-1\r\n", std::nullopt},
    {"hex_prefix", "0x5\r\nhello\r\n", std::nullopt},
    {"space_after_size", "5 \r\nhello\r\n0\r\n\r\n", std::nullopt},
    {"space_before_size", " 5\r\nhello\r\n0\r\n\r\n", std::nullopt},
    {"too_many_digits", "0000000000000005\r\nhello\r\n", std::nullopt},
    {"overflow", "fffffffffffffffff\r\n", std::nullopt},
    {"bare_lf_after_size", "5\nhello\r\n0\r\n\r\n", std::nullopt},
    {"bare_cr_after_size", "5\rhello\r\n0\r\n\r\n", std::nullopt},
    {"bare_lf_in_extension", "5;a\nb\r\nhello\r\n0\r\n\r\n", std::nullopt},
    {"data_too_long", "5\r\nhello!\r\n0\r\n\r\n", std::nullopt},
    {"data_without_crlf", "5\r\nhello0\r\n\r\n", std::nullopt},
    {"lf_after_data", "5\r\nhello\n0\r\n\r\n", std::nullopt},
    {"folded_trailer", "0\r\nX: y\r\n z\r\n\r\n", std::nullopt},
    {"trailer_as_fold", "0\r\n X: y\r\n\r\n", std::nullopt},
    {"bare_lf_trailer", "0\r\nX: y\nZ\r\n\r\n", std::nullopt},
    {"endless_extension", "5;" + std::string(9000, 'x'), std::nullopt},
    {"endless_trailer", "0\r\nX: " + std::string(9000, 'x'), std::nullopt},
};

struct Decoded {
  std::optional<std::string> body;
  std::string rest;
};

Decoded decode(const std::vector<std::string_view>& pieces) {
  ChunkDecoder decoder;
  std::string body;
  bool done = false;
  std::string rest;
  for (auto piece : pieces) {
    while (!piece.empty() && !done) {
      const auto step = decoder.step(piece);
      if (step.result == Result::bad) return {};
      body += step.data;
      piece.remove_prefix(step.consumed);
      done = step.result == Result::done;
    }
    rest += piece;
  }
  return {done ? std::optional(body) : std::optional<std::string>("(more)"), rest};
}

class ChunkedTable : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Bodies, ChunkedTable, testing::ValuesIn(cases),
                         [](const auto& test) { return test.param.name; });

TEST_P(ChunkedTable, SplitAtEveryByte) {
  const std::string_view bytes = GetParam().bytes;
  for (std::size_t at = 0; at <= bytes.size(); ++at) {
    const auto [body, rest] = decode({bytes.substr(0, at), bytes.substr(at)});
    EXPECT_EQ(body, GetParam().body) << "split at " << at;
    EXPECT_EQ(rest, body ? GetParam().rest : "");
  }
}

TEST_P(ChunkedTable, ByteByByte) {
  const std::string_view bytes = GetParam().bytes;
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < bytes.size(); ++at) pieces.push_back(bytes.substr(at, 1));
  EXPECT_EQ(decode(pieces).body, GetParam().body);
}

TEST(Chunked, OverheadIsCountedOverAllChunks) {
  std::string bytes;
  for (int i = 0; i < 100; ++i) bytes += "1;" + std::string(100, 'x') + "\r\na\r\n";
  EXPECT_EQ(decode({bytes}).body, std::nullopt);
}

TEST(Chunked, IsUsedAgain) {
  ChunkDecoder decoder;
  EXPECT_EQ(decoder.step("x").result, Result::bad);
  decoder.reset();
  EXPECT_EQ(decoder.step("0\r\n\r\n").result, Result::done);
}

}  // namespace
}  // namespace crosstown::http
