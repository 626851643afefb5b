// Every fixture of every adapter: name.request is what arrives, name.expected.json what comes of
// it. A new case is two text files. In a request `{{signature}}` and `{{body-hash}}` (SHA-256 of
// the body in hex) are filled in as the provider would; `given` in an expectation says what the
// daemon tells the adapter (all optional):
//   "now": Unix seconds · "vouched": true
//   "outcome": "accepted" | "duplicate" | "served" | "silent" | "status" | "unknown_status" | a
//   refusal's name
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "tests/channels/adapter_under_test.h"
#include "tests/channels/request_file.h"
#include "tests/channels/step_text.h"

namespace crosstown {
namespace {

namespace fs = std::filesystem;
namespace dom = simdjson::dom;

struct Case {
  std::string adapter;
  fs::path request;

  friend void PrintTo(const Case& each, std::ostream* out) { *out << each.request; }
};

std::vector<Case> cases() {
  const std::pair<const char*, const char*> folders[] = {{"twilio-sms", "channels/sms/fixtures"},
                                                         {"webhook", "channels/webhook/fixtures"}};
  std::vector<Case> found;
  for (const auto& [adapter, folder] : folders) {
    for (const auto& entry : fs::directory_iterator(fs::path(SOURCE_DIR) / folder)) {
      if (entry.path().extension() == ".request") found.push_back({adapter, entry.path()});
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Case& a, const Case& b) { return a.request < b.request; });
  return found;
}

// { "a": { "b": [1] } } as "a.b[0]" -> "1": a mismatch then names its place.
using Flat = std::map<std::string, std::string>;

void flatten(dom::element element, const std::string& path, Flat& flat) {
  if (element.is_object()) {
    for (const auto [key, value] : dom::object(element)) {
      flatten(value, path.empty() ? std::string(key) : fmt::format("{}.{}", path, key), flat);
    }
  } else if (element.is_array()) {
    std::size_t index = 0;
    for (const dom::element value : dom::array(element)) {
      flatten(value, fmt::format("{}[{}]", path, index++), flat);
    }
  } else {
    flat[path] = simdjson::minify(element);
  }
}

Flat flat(std::string_view json) {
  dom::parser parser;
  dom::element root;
  const auto error = parser.parse(json.data(), json.size()).get(root);
  EXPECT_EQ(error, simdjson::SUCCESS) << json;
  Flat members;
  if (error == simdjson::SUCCESS) flatten(root, "", members);
  return members;
}

// Takes the `given` members out.
Flat given_of(Flat& expected) {
  Flat given;
  for (auto each = expected.begin(); each != expected.end();) {
    if (!each->first.starts_with("given.")) {
      ++each;
      continue;
    }
    given.insert({each->first.substr(6), each->second});
    each = expected.erase(each);
  }
  return given;
}

std::string word(const Flat& given, const char* name, const char* fallback) {
  const auto found = given.find(name);
  return found == given.end() ? fallback : replaced(found->second, "\"", "");
}

class Fixture : public ::testing::TestWithParam<Case> {};

TEST_P(Fixture, ComesOutAsExpected) {
  const fs::path file = GetParam().request;
  Flat expected = flat(read_file(fs::path(file).replace_extension(".expected.json")));
  const Flat given = given_of(expected);
  const StepContext context{
      .now = Time(std::chrono::seconds(std::stoll(word(given, "now", "1764000000")))),
      .vouched = word(given, "vouched", "false") == "true"};

  const AdapterUnderTest made = adapter_under_test(GetParam().adapter);
  const RequestFile request(made.filled_in(read_file(file)));
  const std::string actual =
      run(*made.adapter, request.view(), context, word(given, "outcome", "accepted"));
  EXPECT_THAT(flat(actual), ::testing::ContainerEq(expected)) << actual;
}

// "webhook_bad_signature_vouched"
std::string name_of(const ::testing::TestParamInfo<Case>& each) {
  const std::string name = each.param.adapter + "_" + each.param.request.stem().string();
  return replaced(replaced(name, "-", "_"), ".", "_");
}

INSTANTIATE_TEST_SUITE_P(Adapters, Fixture, ::testing::ValuesIn(cases()), name_of);

// The cases that every adapter has.
TEST(Fixtures, EveryAdapterHasTheTenCases) {
  const char* const names[] = {
      "valid",        "empty",          "too-long",  "two-part",          "bad-signature",
      "bad-encoding", "unknown-fields", "duplicate", "out-of-range-time", "no-sender"};
  for (const char* folder : {"sms", "webhook"}) {
    for (const char* name : names) {
      const fs::path file = fs::path(SOURCE_DIR) / "channels" / folder / "fixtures" / name;
      EXPECT_TRUE(fs::exists(file.string() + ".request")) << file;
      EXPECT_TRUE(fs::exists(file.string() + ".expected.json")) << file;
    }
  }
}

}  // namespace
}  // namespace crosstown
