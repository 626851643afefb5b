#include "daemon/http/response.h"

#include <boost/beast/http/status.hpp>
#include <charconv>
#include <ctime>
#include <utility>

namespace crosstown::http {
namespace {

void append_number(std::string& out, std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_clean(std::string& out, std::string_view text) {
  const auto at = out.size();
  out += text;
  for (auto i = at; i < out.size(); ++i)
    if (static_cast<unsigned char>(out[i]) < 0x20) out[i] = ' ';
}

void append_status_line(std::string& out, int status) {
  if (status == 200) {
    out += "HTTP/1.1 200 OK\r\n";
    return;
  }
  const auto code = static_cast<unsigned>(status);
  const auto reason = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(code));
  out += "HTTP/1.1 ";
  append_number(out, code);
  out += ' ';
  out.append(reason.data(), reason.size());
  out += "\r\n";
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  append_clean(out, value);
  out += "\r\n";
}

}  // namespace

void append_head(std::string& out, const Response& response, const Framing& framing) {
  append_status_line(out, response.status);
  if (!framing.date.empty()) {
    out += "Date: ";
    out += framing.date;
    out += "\r\n";
  }
  if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
  if (framing.end == BodyEnd::chunked) {
    out += "Transfer-Encoding: chunked\r\n";
  } else if (framing.end == BodyEnd::sized && status_has_body(response.status)) {
    out += "Content-Length: ";
    append_number(out, response.body.size());
    out += "\r\n";
  }
  // Each version's default goes without saying (RFC 9112 section 9.3).
  if (framing.end == BodyEnd::raw) {
    // The handler's own.
  } else if (!framing.keep_alive) {
    out += "Connection: close\r\n";
  } else if (!framing.http11) {
    out += "Connection: keep-alive\r\n";
  }
  for (const auto& [name, value] : response.headers) append_field(out, name, value);
  out += "\r\n";
}

Response plain_answer(int status, std::string_view reason) {
  Response answer;
  answer.status = status;
  answer.content_type = "text/plain; charset=utf-8";
  answer.body = reason;
  answer.body += '\n';
  return answer;
}

Response options_answer(std::string allow) {
  Response answer;
  answer.status = 204;
  answer.headers.emplace_back("Allow", std::move(allow));
  return answer;
}

Response method_not_allowed(std::string allow) {
  Response answer = plain_answer(405, "allowed here: " + allow);
  answer.headers.emplace_back("Allow", std::move(allow));
  return answer;
}

std::string http_date(std::int64_t unix_seconds) {
  const std::time_t time = unix_seconds;
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[40];
  // The daemon never calls setlocale(LC_TIME): the names are English, as the RFC demands.
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

}  // namespace crosstown::http
