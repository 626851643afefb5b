// Any bytes as an HTTP request, in two pieces and in one: no crash, the same verdict, and views
// that lie within the bytes given. What it says as if a proxy had forwarded it is an address and a
// host, or nothing. And any bytes as a chunked body.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/http/chunked.h"
#include "daemon/http/forwarded.h"
#include "daemon/http/parser.h"
#include "daemon/http/request_rules.h"
#include "tests/fuzz/check.h"

namespace {

using crosstown::http::ChunkDecoder;
using crosstown::http::RequestHead;
using crosstown::http::RequestParser;
using State = RequestParser::State;

bool within(std::string_view view, std::string_view bytes) {
  return view.empty() || view == "/" ||
         (view.data() >= bytes.data() && view.data() + view.size() <= bytes.data() + bytes.size());
}

void check_views(const RequestHead& head, std::string_view bytes) {
  FUZZ_CHECK(head.size <= bytes.size());
  FUZZ_CHECK(!head.target.empty());
  FUZZ_CHECK(within(head.method, bytes) && within(head.target, bytes) && within(head.host, bytes));
  FUZZ_CHECK(!(head.chunked && head.content_length));
  for (const auto& header : head.headers) {
    FUZZ_CHECK(within(header.name, bytes) && within(header.value, bytes));
    FUZZ_CHECK(header.value.find_first_of("\r\n") == std::string_view::npos);
  }
}

void check_forwarded(const RequestHead& head, std::string_view bytes) {
  using namespace crosstown::http;
  static const TrustedProxies proxies({"127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48"});
  Peer peer;
  peer.address = "127.0.0.1";
  apply_forwarded(head.headers, proxies, peer);
  const auto address = parse_ip(peer.address);
  FUZZ_CHECK(address && text_of(*address) == peer.address);
  const std::string_view host = forwarded_host(head.headers);
  FUZZ_CHECK(within(host, bytes) && (host.empty() || valid_host(host)));
}

struct Decoded {
  bool bad = false;
  std::string body;
};

void decode(ChunkDecoder& decoder, std::string_view bytes, Decoded& into) {
  while (!bytes.empty() && !into.bad) {
    const auto step = decoder.step(bytes);
    into.body += step.data;
    into.bad = step.result == ChunkDecoder::Result::bad;
    if (step.result == ChunkDecoder::Result::done) decoder.reset();
    FUZZ_CHECK(into.bad || step.consumed > 0);
    bytes.remove_prefix(step.consumed);
  }
}

void fuzz_head(std::string_view bytes, std::size_t split) {
  RequestParser whole({});
  const State verdict = whole.feed(bytes);
  if (verdict == State::done) {
    check_views(whole.head(), bytes);
    check_forwarded(whole.head(), bytes);
  }

  RequestParser halves({});
  const std::string first(bytes.substr(0, split));
  State state = halves.feed(first);
  halves.head().rebase(first.data(), first.size(), bytes.data());
  if (state == State::more) state = halves.feed(bytes);
  if (state == State::done) check_views(halves.head(), bytes);
  // Pieces may delay a refusal, never turn one into a request or the other way round.
  FUZZ_CHECK((state == State::done) == (verdict == State::done));
  if (state == State::done) FUZZ_CHECK(halves.head().size == whole.head().size);
}

void fuzz_chunks(std::string_view bytes, std::size_t split) {
  ChunkDecoder at_once;
  ChunkDecoder in_pieces;
  Decoded one;
  Decoded two;
  decode(at_once, bytes, one);
  decode(in_pieces, bytes.substr(0, split), two);
  decode(in_pieces, bytes.substr(split), two);
  FUZZ_CHECK(one.bad == two.bad);
  FUZZ_CHECK(one.body == two.body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t split = data[0] % size;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  fuzz_head(bytes, split);
  fuzz_chunks(bytes, split);
  return 0;
}
