// Requests of every kind, with what our verifier makes of them, as lines of JSON for check.js: the
// verifier of Amazon's own SDK must take all that we take.
#include <fmt/format.h>

#include <functional>
#include <iostream>

#include "channels/voice/alexa.h"
#include "router/message/json.h"
#include "tests/channels/voice/amazon.h"
#include "tests/config/fixture.h"

namespace crosstown::alexa {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

struct Case {
  std::string name;
  SignedRequest request;
  std::string pem;
};

void append(std::string& out, std::string_view name, std::string_view value) {
  if (!out.ends_with('{')) out += ',';
  json::append_string(out, name);
  out += ':';
  json::append_string(out, value);
}

std::vector<Case> cases(const Amazon& amazon, Time now) {
  std::vector<Case> all;
  const auto good = [&](const EnvelopeParts& parts = {}) {
    return signed_by(amazon, envelope(parts, now));
  };
  const auto add = [&](std::string name, SignedRequest request, const LeafOptions& leaf = {}) {
    all.push_back({std::move(name), std::move(request), amazon.chain(leaf)});
  };
  add("good", good());
  for (const char* const url : {"https://s3.amazonaws.com:443/echo.api/a.pem",
                                "HTTPS://S3.AMAZONAWS.COM/echo.api/b.pem",
                                "https://s3.amazonaws.com/echo.api/../echo.api/c.pem",
                                "https://s3.amazonaws.com/echo.api/./d",
                                "https://s3.amazonaws.com/x/../echo.api/e.pem",
                                "https://s3.amazonaws.com/echo.api/../f",
                                "https://s3.amazonaws.com/echo.api/../../g",
                                "https://s3.amazonaws.com/echo.api/h?i",
                                "https://s3.amazonaws.com/echo.api/j#k",
                                "https://s3.amazonaws.com/echo.api/%2e%2e/l",
                                "https://s3.amazonaws.com/echo.api/m n",
                                "https://u@s3.amazonaws.com/echo.api/o",
                                "https://s3.amazonaws.com:/echo.api/p",
                                "http://s3.amazonaws.com/echo.api/q",
                                "https://s3.amazonaws.com:563/echo.api/r",
                                "https://s3.amazonaws.com/EcHo.aPi/s",
                                "https://s3.amazonaws.com.evil.example/echo.api/t",
                                "https://notamazon.example/echo.api/u",
                                "https://s3.amazonaws.com@evil.example/echo.api/v",
                                "https://s3.amazonaws.com/w"}) {
    SignedRequest request = good();
    request.set("SignatureCertChainUrl", url);
    add(std::string("url ") + url, std::move(request));
  }
  for (const int apart : {-100, -151, -3500, 100, 200, 100000}) {
    const std::string at = iso(now + seconds(apart));
    add(fmt::format("{} s", apart), good({.timestamp = at}));
    add(fmt::format("event, {} s", apart),
        good({.request = R"({"type":"AlexaSkillEvent.SkillDisabled"})", .timestamp = at}));
    add(fmt::format("another event, {} s", apart),
        good({.request = R"({"type":"AlexaSkillEvent.Other"})", .timestamp = at}));
  }
  const std::pair<const char*, LeafOptions> leaves[] = {
      {"expired", {.from = hours(-48), .until = hours(-1)}},
      {"not yet valid", {.from = hours(1)}},
      {"another name", {.names = "DNS:echo-api.example.org"}},
      {"a wildcard", {.names = "DNS:*.amazon.com"}},
      {"self-signed", {.self_signed = true}},
      {"broken chain", {.with_intermediate = false}},
      {"another root", {.other_root = true}},
      {"intermediate expired", {.intermediate_until = hours(-1)}},
      {"weak key", {.weak_key = true}},
  };
  for (const auto& [name, leaf] : leaves) add(std::string("leaf ") + name, good(), leaf);
  const std::pair<const char*, std::function<void(SignedRequest&)>> alterations[] = {
      {"altered body", [](auto& r) { r.body += ' '; }},
      {"no signature", [](auto& r) { r.drop("Signature-256"); }},
      {"no url", [](auto& r) { r.drop("SignatureCertChainUrl"); }},
      {"SHA-1", [&](auto& r) { r.set("Signature-256", amazon.sign(r.body, "SHA1")); }},
      {"no base64", [](auto& r) { r.set("Signature-256", "%%%"); }},
      {"base64 with a line's end",
       [](auto& r) {
         r.set("Signature-256", std::string(r.view().header("Signature-256")) + "\n");
       }},
  };
  for (const auto& [name, alter] : alterations) {
    SignedRequest request = good();
    alter(request);
    add(name, std::move(request));
  }
  return all;
}

bool takes(const Case& each, const std::string& roots, Time now) {
  const Alexa adapter({std::string(skill)}, TrustRoots::from_file(roots), "");
  const StepContext context{.now = now};
  Step step = adapter.receive(each.request.view(), context);
  if (auto* const need = std::get_if<Need>(&step); need && std::holds_alternative<NeedFetch>(*need))
    step = adapter.go_on(each.request.view(), context, {200, each.pem});
  return !std::holds_alternative<Refusal>(step);
}

void print_all() {
  const auto now =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const Amazon amazon(now);
  const config::Folder folder;
  const std::string roots = folder.write("roots.pem", amazon.root()).string();
  for (const Case& each : cases(amazon, now)) {
    std::string line = "{";
    append(line, "name", each.name);
    append(line, "root", amazon.root());
    append(line, "pem", each.pem);
    append(line, "body", each.request.body);
    line += R"(,"headers":{)";
    for (const auto& [name, value] : each.request.headers) append(line, name, value);
    line += takes(each, roots, now) ? R"(},"taken":true})" : R"(},"taken":false})";
    std::cout << line << '\n';
  }
}

}  // namespace
}  // namespace crosstown::alexa

int main() { crosstown::alexa::print_all(); }
