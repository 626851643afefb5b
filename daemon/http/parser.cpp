#include "daemon/http/parser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <functional>
#include <limits>

#include "daemon/http/request_rules.h"

namespace crosstown::http {
namespace {

namespace beast = boost::beast;
using beast::error_code;

std::string_view std_view(beast::string_view text) { return {text.data(), text.size()}; }

Refused from_beast(const error_code& error) {
  using E = beast::http::error;
  if (error == E::bad_method) return {400, "bad method"};
  if (error == E::bad_target) return {400, "bad request target"};
  if (error == E::bad_version) return {400, "bad request line"};
  if (error == E::bad_field) return {400, "bad header name"};
  if (error == E::bad_value) return {400, "bad header value"};
  if (error == E::bad_line_ending) return {400, "bad line ending"};
  if (error == E::bad_content_length) return {400, "bad Content-Length"};
  if (error == E::multiple_content_length) return {400, "more than one Content-Length"};
  if (error == E::bad_transfer_encoding) return {400, "Transfer-Encoding beside another length"};
  if (error == E::header_limit) return {431, "header too large"};
  return {400, "bad request"};
}

class HeadParser final : public beast::http::basic_parser<true> {
 public:
  HeadParser(RequestHead& head, const ParserLimits& limits) : head_(head), limits_(limits) {
    body_limit(boost::none);                                  // judged by whoever reads the body
    header_limit(std::numeric_limits<std::uint32_t>::max());  // RequestParser counts all bytes
  }
  // Returns how many bytes were taken.
  std::size_t read(std::string_view bytes, error_code& error) {
    end_ = bytes.data() + bytes.size();
    return put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  }
  [[nodiscard]] const Refused& refusal() const { return refusal_; }

 private:
  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target,
                       int version, error_code& error) override {
    head_.method = std_view(method);
    head_.target = std_view(target);
    head_.http11 = version == 11;
    if (target.size() > limits_.target_bytes) refuse(error, 414, "request target too long");
  }

  void on_field_impl(beast::http::field field, beast::string_view name, beast::string_view value,
                     error_code& error) override {
    const Header header{std_view(name), std_view(value)};
    if (is_folded(header)) return refuse(error, 400, "folded header");
    if (head_.headers.size() == limits_.headers) return refuse(error, 431, "too many headers");
    head_.headers.push_back(header);
    switch (field) {
      case beast::http::field::host: return take_host(header.value, error);
      case beast::http::field::content_length: return take_length(header.value, error);
      case beast::http::field::transfer_encoding: return take_coding(header.value, error);
      case beast::http::field::expect: return take_expectation(header.value, error);
      default: return;
    }
  }

  void on_header_impl(error_code& error) override {
    if (head_.http11 && !has_host_) return refuse(error, 400, "Host is missing");
    head_.target = origin_form(head_.target, head_.method, head_.host);
    if (head_.target.empty()) return refuse(error, 400, "bad request target");
    if (const auto length = content_length()) head_.content_length = *length;
    head_.keep_alive = keep_alive();
    // RFC 9110 section 10.1.1: a 1.0 client cannot wait for 100.
    head_.expect_continue = head_.expect_continue && head_.http11;
  }

  // The body never comes here: see ChunkDecoder and Connection.
  void on_response_impl(int, beast::string_view, int, error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(beast::string_view, error_code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view, error_code&) override {
    return 0;
  }
  void on_finish_impl(error_code&) override {}

  // Beast unfolds (RFC 9112 section 5.2 wants a refusal): a joined value lies in Beast's own
  // buffer, and one that begins on a later line leaves its line break behind.
  [[nodiscard]] bool is_folded(const Header& header) const {
    const char* colon = header.name.data() + header.name.size();
    const char* value = header.value.data();
    const std::less<> before;
    if (before(value, colon) || before(end_, value)) return true;
    return std::find(colon, value, '\r') != value;
  }

  void take_host(std::string_view value, error_code& error) {
    if (has_host_) return refuse(error, 400, "more than one Host");
    if (!valid_host(value)) return refuse(error, 400, "bad Host");
    has_host_ = true;
    head_.host = value;
  }

  // Equal repetitions are allowed to be refused (RFC 9110 section 8.6), so they are: no sender of
  // ours needs them, and two readers may differ about them.
  void take_length(std::string_view value, error_code& error) {
    if (has_length_ || value.find(',') != std::string_view::npos)
      return refuse(error, 400, "more than one Content-Length");
    has_length_ = true;
  }

  void take_coding(std::string_view value, error_code& error) {
    if (!head_.http11) return refuse(error, 400, "Transfer-Encoding in HTTP/1.0");
    if (head_.chunked) return refuse(error, 400, "more than one Transfer-Encoding");
    switch (coding_of(value)) {
      case Coding::chunked: head_.chunked = true; return;
      case Coding::unknown: return refuse(error, 501, "unknown Transfer-Encoding");
      case Coding::bad: return refuse(error, 400, "bad Transfer-Encoding");
    }
  }

  void take_expectation(std::string_view value, error_code& error) {
    if (!equal_ignoring_case(value, "100-continue"))
      return refuse(error, 417, "unknown expectation");
    head_.expect_continue = true;
  }

  void refuse(error_code& error, int status, std::string_view reason) {
    refusal_ = {status, reason};
    error = beast::http::error::bad_value;  // any error stops Beast; refusal_ says which
  }

  RequestHead& head_;
  const ParserLimits& limits_;
  Refused refusal_;
  const char* end_ = nullptr;  // of the bytes being parsed
  bool has_host_ = false;
  bool has_length_ = false;
};

}  // namespace

void RequestHead::rebase(const char* from, std::size_t length, const char* to) {
  const auto follow = [&](std::string_view& view) {
    const std::less_equal<> before;
    if (!before(from, view.data()) || !before(view.data(), from + length)) return;
    view = {to + (view.data() - from), view.size()};
  };
  follow(method);
  follow(target);
  follow(host);
  for (auto& header : headers) {
    follow(header.name);
    follow(header.value);
  }
}

class RequestParser::Impl {
 public:
  explicit Impl(const ParserLimits& given) : limits(given) { reset(); }

  void reset() {
    head.method = head.target = head.host = {};
    head.headers.clear();
    head.content_length.reset();
    head.size = 0;
    head.http11 = head.keep_alive = true;
    head.chunked = head.expect_continue = false;
    refusal = {};
    searched = 0;
    parser.emplace(head, limits);  // Beast's parser is good for one message
  }

  State feed(std::string_view bytes) {
    skip_empty_line(bytes);
    if (head.size == 0 && bytes == "\r") return State::more;  // perhaps half of such a line
    error_code error;
    const auto rest = bytes.substr(head.size);
    head.size += parser->read(rest, error);
    if (!error && head.size <= limits.header_bytes) return State::done;
    if (!error) return refuse_with({431, "header too large"});
    if (error == beast::http::error::need_more) return judge_incomplete(bytes);
    refusal = parser->refusal();
    if (refusal.status == 0) refusal = from_beast(error);
    if (error == beast::http::error::bad_version && names_another_version(first_line(rest)))
      refusal = {505, "HTTP/1.0 or HTTP/1.1, please"};
    return State::refused;
  }

  ParserLimits limits;
  RequestHead head;
  Refused refusal;

 private:
  // RFC 9112 section 2.2: one empty line before a request is forgiven.
  void skip_empty_line(std::string_view bytes) {
    if (head.size == 0 && bytes.starts_with("\r\n")) head.size = 2;
  }

  // After half a line Beast waits for the end of the whole head. What can be told before is told
  // here: an end that is marked with bare LFs would never come.
  State judge_incomplete(std::string_view bytes) {
    if (has_bare_lf(bytes)) return refuse_with({400, "bad line ending"});
    if (bytes.size() < limits.header_bytes) return State::more;
    if (first_line(bytes).size() == bytes.size())
      return refuse_with({414, "request target too long"});
    return refuse_with({431, "header too large"});
  }

  bool has_bare_lf(std::string_view bytes) {
    for (;;) {
      const auto at = bytes.find('\n', searched);
      if (at == std::string_view::npos) break;
      if (at == 0 || bytes[at - 1] != '\r') return true;
      searched = at + 1;
    }
    searched = bytes.size();
    return false;
  }

  State refuse_with(Refused with) {
    refusal = with;
    return State::refused;
  }

  static std::string_view first_line(std::string_view bytes) {
    return bytes.substr(0, bytes.find('\r', bytes.starts_with('\r') ? 1 : 0));
  }

  std::size_t searched = 0;  // for bare LFs
  std::optional<HeadParser> parser;
};

RequestParser::RequestParser(const ParserLimits& limits) : impl_(std::make_unique<Impl>(limits)) {}
RequestParser::~RequestParser() = default;

RequestParser::State RequestParser::feed(std::string_view bytes) { return impl_->feed(bytes); }
Refused RequestParser::refusal() const { return impl_->refusal; }
RequestHead& RequestParser::head() { return impl_->head; }
void RequestParser::let_go() { impl_.reset(); }

void RequestParser::reset() { impl_->reset(); }

}  // namespace crosstown::http
