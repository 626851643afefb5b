#include "daemon/http/outgoing/exchange.h"

#include <algorithm>
#include <array>
#include <boost/asio/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <vector>

#include "channels/http_request.h"

namespace crosstown::http {
namespace {

namespace asio = boost::asio;
namespace bhttp = boost::beast::http;
using boost::system::error_code;
using Parser = bhttp::response_parser<bhttp::string_body>;

constexpr std::size_t read_size = 16 << 10;
constexpr int most_interim_answers = 8;  // 100, 103 …; RFC 9110 section 15.2 has no bound

// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           others.find(c) != std::string_view::npos;
  });
}

bool is_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != 0x7f; });
}

bool is_ours_to_set(std::string_view name) {
  constexpr std::array<std::string_view, 4> ours{"host", "content-length", "transfer-encoding",
                                                 "connection"};
  return std::any_of(ours.begin(), ours.end(),
                     [&](std::string_view one) { return equal_ignoring_case(one, name); });
}

CallFailure failure(CallTrouble trouble, std::string detail) {
  return {.trouble = trouble, .sent = true, .detail = std::move(detail)};
}

CallFailure failure_of(const error_code& error) {
  if (error == bhttp::error::body_limit || error == bhttp::error::header_limit ||
      error == bhttp::error::buffer_overflow)
    return failure(CallTrouble::too_large, "the answer is larger than it may be");
  if (error.category() == bhttp::make_error_code(bhttp::error::bad_version).category())
    return failure(CallTrouble::broken, "the answer is not HTTP: " + error.message());
  return failure(CallTrouble::broken, "the connection was cut: " + error.message());
}

OutgoingAnswer answer_of(Parser& parser) {
  OutgoingAnswer answer;
  answer.status = static_cast<int>(parser.get().result_int());
  for (const auto& field : parser.get())
    answer.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  answer.body = std::move(parser.get().body());
  return answer;
}

// An answer, piece by piece.
class Answer {
 public:
  Answer(bool head_only, AnswerLimits limits) : head_only_(head_only), limits_(limits) { begin(); }

  // False: it is whole, or `error` says what is wrong.
  bool wants_more(std::string_view bytes, error_code& error) {
    pending_ += bytes;
    while (!pending_.empty()) {
      const std::size_t used = parser_->put(asio::buffer(pending_), error);
      pending_.erase(0, used);
      if (error == bhttp::error::need_more) {
        error = {};
        // Beast looks at its limit for whole heads only.
        if (parser_->is_header_done() || pending_.size() <= limits_.head) return true;
        error = bhttp::error::header_limit;
      }
      if (error) return false;
      if (!parser_->is_done()) continue;
      if (!is_interim()) return false;
      if (++interim_ > most_interim_answers) {
        error = bhttp::error::bad_status;
        return false;
      }
      begin();
    }
    return true;
  }
  // The connection was closed in an orderly way, which is the end of some answers.
  void at_end(error_code& error) {
    parser_->put_eof(error);
    if (!error && !parser_->is_done()) error = bhttp::error::partial_message;
  }
  [[nodiscard]] OutgoingAnswer take() { return answer_of(*parser_); }
  [[nodiscard]] bool keeps_connection() const { return parser_->keep_alive() && pending_.empty(); }

 private:
  void begin() {
    parser_.emplace();
    parser_->eager(true);
    parser_->header_limit(static_cast<std::uint32_t>(limits_.head));
    parser_->body_limit(limits_.body);
    parser_->skip(head_only_);
  }
  [[nodiscard]] bool is_interim() const {
    const unsigned status = parser_->get().result_int();
    return status / 100 == 1 && status != 101;
  }

  const bool head_only_;
  const AnswerLimits limits_;
  std::optional<Parser> parser_;
  std::string pending_;
  int interim_ = 0;
};

}  // namespace

std::optional<std::string> request_bytes(const OutgoingCall& call, const ctl::Url& url) {
  if (!is_token(call.method)) return std::nullopt;
  std::string bytes =
      call.method + ' ' + url.target + " HTTP/1.1\r\nHost: " + url.authority + "\r\n";
  for (const auto& [name, value] : call.headers) {
    if (!is_token(name) || !is_value(value) || is_ours_to_set(name)) return std::nullopt;
    bytes += name + ": " + value + "\r\n";
  }
  if (!call.body.empty() || call.method == "POST" || call.method == "PUT")
    bytes += "Content-Length: " + std::to_string(call.body.size()) + "\r\n";
  return bytes + "\r\n" + call.body;
}

asio::awaitable<Exchanged> exchange(std::shared_ptr<ClientWire> wire, std::string request,
                                    bool head_only, AnswerLimits limits) {
  Exchanged done;
  const auto [write_error, written] = co_await wire->write(asio::buffer(request));
  // Also after a failed write: who refuses a body answers and closes without reading all of it.
  Answer answer(head_only, limits);
  std::vector<char> chunk(read_size);
  error_code error;
  for (bool more = true; more;) {
    const auto [read_error, size] = co_await wire->read_some(asio::buffer(chunk));
    if (read_error == asio::error::eof && done.began) {
      answer.at_end(error);
      break;
    }
    if (read_error) {
      error = write_error ? write_error : read_error;
      break;
    }
    done.began = true;
    more = answer.wants_more({chunk.data(), size}, error);
  }
  if (error) {
    done.result = failure_of(error);
    co_return done;
  }
  done.reusable = !write_error && answer.keeps_connection();
  done.result = answer.take();
  co_return done;
}

}  // namespace crosstown::http
