#include "daemon/quarantine/request_file.h"

#include <arpa/inet.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <concepts>
#include <iterator>

#include "router/message/json.h"
#include "router/store/content/content_store.h"

namespace crosstown {
namespace {

constexpr std::int64_t format = 1;

// Bytes to characters of the same number, in UTF-8; and back, empty if it was not made so.
std::string widened(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) text += static_cast<char>(0xC0 | (byte >> 6));
    text += static_cast<char>(byte < 0x80 ? byte : 0x80 | (byte & 0x3F));
  }
  return text;
}

std::optional<std::string> narrowed(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x80) {
      // simdjson has checked the UTF-8, so a lead byte has its continuation.
      if (byte > 0xC3 || ++at == text.size()) return std::nullopt;
      byte = static_cast<unsigned char>((byte & 0x03) << 6 | (text[at] & 0x3F));
    }
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

void append_text(std::string& out, std::string_view name, std::string_view bytes) {
  out.append(",\"").append(name).append("\":");
  json::append_string(out, widened(bytes));
}
void append_number(std::string& out, std::string_view name, std::integral auto number) {
  out.append(",\"").append(name).append("\":");
  json::append_number(out, number);
}

bool carries_credentials(std::string_view header) {
  constexpr std::array<std::string_view, 3> names = {"authorization", "proxy-authorization",
                                                     "cookie"};
  return std::any_of(names.begin(), names.end(),
                     [header](std::string_view name) { return equal_ignoring_case(header, name); });
}

void append_headers(std::string& out, std::span<const Header> headers) {
  out += ",\"headers\":[";
  bool first = true;
  for (const Header& header : headers) {
    if (carries_credentials(header.name)) continue;
    out += first ? "[" : ",[";
    first = false;
    json::append_string(out, widened(header.name));
    out += ',';
    json::append_string(out, widened(header.value));
    out += ']';
  }
  out += ']';
}

bool read_text(const simdjson::dom::element& value, std::string& out) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return false;
  auto bytes = narrowed(text);
  if (bytes) out = std::move(*bytes);
  return bytes.has_value();
}
bool read_text(const simdjson::dom::object& head, std::string_view name, std::string& out) {
  simdjson::dom::element value;
  return head.at_key(name).get(value) == simdjson::SUCCESS && read_text(value, out);
}

bool read_headers(const simdjson::dom::object& head,
                  std::vector<std::pair<std::string, std::string>>& out) {
  simdjson::dom::array headers;
  if (head.at_key("headers").get(headers) != simdjson::SUCCESS) return false;
  for (const simdjson::dom::element header : headers) {
    simdjson::dom::array pair;
    if (header.get(pair) != simdjson::SUCCESS || pair.size() != 2) return false;
    auto& [name, value] = out.emplace_back();
    if (!read_text(*pair.begin(), name) || !read_text(*++pair.begin(), value)) return false;
  }
  return true;
}

bool read_members(const simdjson::dom::object& head, RequestFile& out) {
  QuarantinedRequest& request = out.request;
  std::int64_t version = 0;
  std::int64_t time = 0;
  if (head.at_key("format").get(version) != simdjson::SUCCESS || version != format ||
      head.at_key("time").get(time) != simdjson::SUCCESS ||
      head.at_key("body_size").get(request.body_size) != simdjson::SUCCESS)
    return false;
  request.time = Time(std::chrono::milliseconds(time));
  return read_text(head, "id", request.id) && read_text(head, "channel", request.channel) &&
         read_text(head, "code", request.code) && read_text(head, "detail", request.detail) &&
         read_text(head, "method", request.method) && read_text(head, "target", request.target) &&
         read_text(head, "public_url", request.public_url) &&
         read_text(head, "peer", request.peer) && read_headers(head, request.headers) &&
         read_text(head, "body_sha256", out.body_sha256);
}

QuarantineError damaged(std::string reason) {
  return {QuarantineFault::damaged, std::move(reason)};
}

// The first line with its line feed. Most heads are small, most bodies need not be read for them.
QuarantineResult<std::string> first_line(const disk::Readable& file) {
  for (std::size_t limit = 4096; limit <= max_request_head; limit *= 4) {
    auto bytes = disk::read(file.file, 0, limit);
    if (!bytes) return QuarantineError{QuarantineFault::disk, disk::to_text(bytes.error())};
    const std::size_t end = bytes->find('\n');
    if (end != std::string::npos) return bytes->substr(0, end + 1);
    if (bytes->size() < limit) break;
  }
  return damaged("the head has no end");
}

std::string network_text(int family, const void* address, std::string_view bits) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(family, address, text.data(), text.size());
  return std::string(text.data()).append(bits);
}

}  // namespace

std::string request_file_head(const std::string& id, const Suspect& suspect) {
  const HttpRequest& request = suspect.request;
  std::string head = "{\"format\":";
  json::append_number(head, format);
  append_text(head, "id", id);
  append_text(head, "channel", suspect.channel);
  append_number(head, "time", suspect.time.time_since_epoch().count());
  append_text(head, "code", suspect.code);
  append_text(head, "detail", suspect.detail);
  append_text(head, "method", request.method);
  append_text(head, "target", request.target);
  append_text(head, "public_url", request.public_url);
  append_text(head, "peer", network_of(suspect.peer));
  append_headers(head, request.headers);
  append_number(head, "body_size", request.body.size());
  append_text(head, "body_sha256", content_id(request.body));
  head += "}\n";
  return head;
}

QuarantineResult<RequestFile> read_request_head(const disk::Readable& file,
                                                std::string_view channel, std::string_view id) {
  const auto line = first_line(file);
  if (!line) return line.error();
  simdjson::dom::parser parser;
  simdjson::dom::object head;
  RequestFile out;
  if (parser.parse(*line).get(head) != simdjson::SUCCESS || !read_members(head, out))
    return damaged("the head is not what was written");
  if (out.request.id != id || out.request.channel != channel)
    return damaged("the file belongs to another name");
  out.body_offset = line->size();
  if (file.size - out.body_offset != out.request.body_size)
    return damaged("the body has not the length it had");
  return out;
}

std::string network_of(std::string_view address) {
  const std::string text(address);
  std::array<unsigned char, 16> bytes{};
  if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
    bytes[3] = 0;
    return network_text(AF_INET, bytes.data(), "/24");
  }
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return {};
  // A v4 sender on a v6 socket: "::ffff:203.0.113.77".
  if (IN6_IS_ADDR_V4MAPPED(reinterpret_cast<const in6_addr*>(bytes.data()))) {
    bytes[15] = 0;
    return network_text(AF_INET, bytes.data() + 12, "/24");
  }
  std::fill(bytes.begin() + 6, bytes.end(), static_cast<unsigned char>(0));
  return network_text(AF_INET6, bytes.data(), "/48");
}

}  // namespace crosstown
