#include <fmt/format.h>

#include <ostream>

#include "daemon/ctl/commands.h"
#include "daemon/ctl/printable.h"
#include "daemon/ctl/resident_view.h"
#include "router/message/json.h"

namespace crosstown::ctl {
namespace {

void append_member(std::string& out, std::string_view name, std::string_view value) {
  if (!out.ends_with('{')) out += ',';
  json::append_string(out, name);
  out += ':';
  json::append_string(out, value);
}

std::string wish_of(const TextOptions& options) {
  std::string wish = "{";
  append_member(wish, "text", options.text);
  if (!options.channel.empty()) append_member(wish, "channel", options.channel);
  if (!options.from.empty()) append_member(wish, "from", options.from);
  return wish += '}';
}

HttpCall call_of(const JsonObject& sample) {
  HttpCall call;
  call.method = "POST";
  call.content_type = text_in(sample, "content_type");
  call.body = text_in(sample, "body");
  call.headers = pairs_in(sample, "headers");
  return call;
}

// The reply's text may be any bytes; visible() makes it UTF-8, which a JSON string must be.
void print_as_json(Session& session, const JsonObject& sample, const HttpReply& reply,
                   const ResidentView& view) {
  std::string line = "{";
  append_member(line, "channel", text_in(sample, "channel"));
  append_member(line, "post_to", text_in(sample, "post_to"));
  line += fmt::format(",\"status\":{},\"tracking\":", reply.status);
  if (view.tracking.empty()) {
    line += "null";
  } else {
    json::append_string(line, visible(view.tracking));
  }
  line += ",\"answer\":[";
  for (std::size_t i = 0; i < view.words.size(); ++i) {
    if (i > 0) line += ',';
    json::append_string(line, visible_lines(view.words[i]));
  }
  session.print_json(line += "]}");
}

// Further lines of an answer stand under its first.
std::string indented(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "          ";
  }
  return out;
}

void print(std::ostream& out, const JsonObject& sample, const HttpReply& reply,
           const ResidentView& view) {
  out << "channel   " << visible(text_in(sample, "channel")) << '\n';
  out << "posted    " << visible(text_in(sample, "post_to"))
      << (reply.certificate_checked ? "" : " (certificate not checked: this machine)") << '\n';
  out << "tracking  " << (view.tracking.empty() ? "none given" : visible(view.tracking)) << '\n';
  if (view.words.empty()) out << "answer    none: the resident is told nothing\n";
  for (const std::string& words : view.words) {
    out << "answer    " << indented(visible_lines(words)) << '\n';
  }
}

}  // namespace

Exit text(Session& session, const TextOptions& options) {
  for (const std::string* given : {&options.text, &options.channel, &options.from}) {
    if (!simdjson::validate_utf8(given->data(), given->size())) {
      return session.fail(Exit::usage, "usage", "TEXT and options must be UTF-8");
    }
  }
  const auto answer = session.ask("POST", "/api/v1/sample", wish_of(options));
  if (!answer) return answer.error();
  const JsonObject sample = answer->json.root();
  const std::string_view post_to = text_in(sample, "post_to");
  const auto url = parse_url(post_to);
  if (!url) {
    return session.fail(Exit::unreachable, "bad_answer",
                        fmt::format("the daemon names no public door: \"{}\"", visible(post_to)));
  }
  const auto reply = call_url(*url, call_of(sample), session.timeout());
  if (!reply) {
    return session.fail(
        Exit::unreachable, "unreachable",
        fmt::format("the public door {}: {}", visible(post_to), to_text(reply.error())));
  }
  if (reply->status < 200 || reply->status >= 300) {
    return session.fail(
        Exit::refused, "refused",
        fmt::format("the public door {} refuses it: {}", visible(post_to), refusal_text(*reply)));
  }
  const ResidentView view = resident_view(reply->body);
  if (session.json()) {
    print_as_json(session, sample, *reply, view);
  } else {
    print(session.out(), sample, *reply, view);
  }
  return Exit::done;
}

}  // namespace crosstown::ctl
