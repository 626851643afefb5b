#include "daemon/ctl/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "daemon/ctl/printable.h"
#include "daemon/ctl/socket_trouble.h"
#include "router/message/json.h"
#include "router/message/utf8.h"

namespace crosstown::ctl {
namespace {

// A page of somebody else's, say a proxy's, is not printed whole.
constexpr std::size_t max_shown = 500;

// One line, cut between characters.
std::string beginning_of(std::string_view text) {
  std::size_t size = std::min(text.size(), max_shown);
  while (size > 0 && size < text.size() && utf8::continues(text[size])) --size;
  text = text.substr(0, size);
  return visible(text.substr(0, text.find_last_not_of(" \r\n") + 1));
}

}  // namespace

std::string refusal_text(const HttpReply& reply) {
  if (const auto json = JsonDocument::parse(reply.body)) {
    if (const auto text = text_in(json->root(), "text"); !text.empty()) return beginning_of(text);
    std::string problems;
    for (const std::string_view problem : texts_in(json->root(), "problems")) {
      problems += (problems.empty() ? "" : "\n") + visible(problem);
    }
    if (!problems.empty()) return problems;
  }
  std::string text = fmt::format("the answer is {}", reply.status);
  if (const std::string start = beginning_of(reply.body); !start.empty()) text += ": " + start;
  return text;
}

boost::system::result<Answer, Exit> Session::ask(const std::string& method,
                                                 const std::string& target,
                                                 const std::string& body) {
  HttpCall call;
  call.method = method;
  call.target = target;
  call.body = body;
  if (!body.empty()) call.content_type = "application/json";
  auto reply = call_unix(settings_.socket, call, settings_.timeout);
  if (!reply) return unreachable(reply.error());
  if (reply->status < 200 || reply->status >= 300) return refused(*reply);
  auto json = JsonDocument::parse(reply->body);
  if (!json) {
    return fail(Exit::unreachable, "bad_answer",
                fmt::format("what answers on {} is not a daemon that this program understands: "
                            "its answer is not a JSON object",
                            visible(settings_.socket)));
  }
  return Answer{std::move(reply->body), *std::move(json)};
}

Exit Session::follow(const std::string& target, const std::string& last_event,
                     std::chrono::milliseconds limit,
                     const std::function<bool(std::string_view piece)>& take) {
  HttpCall call;
  call.method = "GET";
  call.target = target;
  if (!last_event.empty()) call.headers.emplace_back("Last-Event-ID", last_event);
  const auto reply = stream_unix(settings_.socket, call, limit, take);
  if (!reply) return unreachable(reply.error());
  return reply->status == 200 ? Exit::done : refused(*reply);
}

Exit Session::unreachable(const HttpFailure& failure) {
  if (failure.step == HttpFailure::Step::connect) {
    return fail(Exit::unreachable, "unreachable",
                socket_trouble(settings_.socket, failure.error, settings_.tried));
  }
  return fail(Exit::unreachable, "unreachable",
              fmt::format("the daemon on {}: {}", visible(settings_.socket), to_text(failure)));
}

Exit Session::refused(const HttpReply& reply) {
  if (json() && JsonDocument::parse(reply.body)) {
    print_json(reply.body);
    return Exit::refused;
  }
  return fail(Exit::refused, "refused", refusal_text(reply));
}

Exit Session::fail(Exit exit, std::string_view code, std::string_view text) {
  if (!json()) {
    err_ << "crosstownctl: " << text << '\n';
    return exit;
  }
  std::string line = "{\"error\":";
  json::append_string(line, code);
  line += ",\"text\":";
  json::append_string(line, text);
  out_ << line << "}\n";
  return exit;
}

void Session::print_json(std::string_view raw) { out_ << json_line(raw) << '\n'; }

}  // namespace crosstown::ctl
