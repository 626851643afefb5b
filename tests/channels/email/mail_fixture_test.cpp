// The corpus: each mail of channels/email/fixtures against what a careful reader finds in it
// (<case>.expected.json). Only members that stand there are compared. "given" may say who sent it
// to whom on the envelope.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "channels/email/mail.h"
#include "router/message/normalise.h"

namespace crosstown::mail {
namespace {

namespace fs = std::filesystem;
using simdjson::dom::element;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> cases() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(SOURCE_DIR "/channels/email/fixtures"))
    if (entry.path().extension() == ".eml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string given(const element& expected, const char* name, const char* fallback) {
  std::string_view value;
  return expected["given"][name].get(value) == simdjson::SUCCESS ? std::string(value) : fallback;
}

Understood read(const std::string& raw, const element& expected) {
  const MailSettings settings{{"311@riverbend.example", "water@riverbend.example"},
                              {"mx.riverbend.example"}};
  const Envelope envelope{given(expected, "envelope_from", "maria@example.org"),
                          given(expected, "envelope_to", "311@riverbend.example")};
  Understood understood = understand(read_mime(raw), raw, envelope, settings);
  normalise(understood.message, {});
  return understood;
}

std::string strip(std::string text) {
  while (text.ends_with(' ') || text.ends_with('\n')) text.pop_back();
  return text;
}

class Corpus : public ::testing::TestWithParam<fs::path> {
 protected:
  void expect_text(const std::string& name, const std::string& actual, const element& wanted) {
    std::string_view text;
    ASSERT_EQ(wanted.get(text), simdjson::SUCCESS) << name;
    EXPECT_EQ(strip(actual), text) << name;
  }
  void expect_flag(const std::string& name, bool actual, const element& wanted) {
    bool flag = false;
    ASSERT_EQ(wanted.get(flag), simdjson::SUCCESS) << name;
    EXPECT_EQ(actual, flag) << name;
  }
  void expect_attachments(const std::vector<Attachment>& actual, const element& wanted) {
    std::vector<std::string> is, should_be;
    for (const Attachment& each : actual)
      is.push_back(each.name + "|" + each.content_type + "|" + std::to_string(each.size));
    for (const element each : wanted) {
      std::uint64_t size = 0;
      std::string_view name, type;
      ASSERT_EQ(each["name"].get(name), simdjson::SUCCESS);
      ASSERT_EQ(each["content_type"].get(type), simdjson::SUCCESS);
      ASSERT_EQ(each["size"].get(size), simdjson::SUCCESS);
      should_be.push_back(std::string(name) + "|" + std::string(type) + "|" + std::to_string(size));
    }
    EXPECT_EQ(is, should_be);
  }
  void expect_bounce(const Bounce& bounce, const element& wanted) {
    for (const auto& [key, value] : simdjson::dom::object(wanted)) {
      const std::string name(key);
      expect_text(name,
                  name == "recipient"    ? bounce.recipient
                  : name == "action"     ? bounce.action
                  : name == "status"     ? bounce.status
                  : name == "diagnostic" ? bounce.diagnostic
                                         : bounce.message_id,
                  value);
    }
  }
  void expect_mail(const std::string& name, const Understood& actual, const element& wanted) {
    const MailFacts& facts = *actual.message.mail;
    if (name == "references") {
      std::vector<std::string> ids;
      for (const element each : wanted) ids.emplace_back(each.get_c_str());
      EXPECT_EQ(facts.references, ids);
    } else if (name == "authentication") {
      expect_text("spf", facts.proof.spf, wanted["spf"]);
      expect_text("dkim", facts.proof.dkim, wanted["dkim"]);
      expect_text("dmarc", facts.proof.dmarc, wanted["dmarc"]);
    } else if (name == "bounce") {
      ASSERT_TRUE(facts.bounce);
      expect_bounce(*facts.bounce, wanted);
    } else {
      const std::string* const text = name == "quoted"        ? &facts.quoted
                                      : name == "signature"   ? &facts.signature
                                      : name == "message_id"  ? &facts.message_id
                                      : name == "in_reply_to" ? &facts.in_reply_to
                                      : name == "tracking"    ? &facts.tracking
                                      : name == "automatic"   ? &facts.automatic
                                                              : nullptr;
      ASSERT_NE(text, nullptr) << "not known: " << name;
      expect_text(name, *text, wanted);
    }
  }
  void expect_member(const std::string& name, const Understood& actual, const element& wanted) {
    const Message& message = actual.message;
    if (name == "given") return;
    if (name == "text") return expect_text(name, message.text, wanted);
    if (name == "subject") return expect_text(name, message.subject, wanted);
    if (name == "from") return expect_text(name, message.from, wanted);
    if (name == "from_name") return expect_text(name, message.from_name, wanted);
    if (name == "attachments") return expect_attachments(message.attachments, wanted);
    if (name == "damaged") return expect_flag(name, actual.keep_raw, wanted);
    if (name == "encrypted") return expect_flag(name, message.mail->encrypted, wanted);
    if (name == "looping") return expect_flag(name, actual.looping, wanted);
    expect_mail(name, actual, wanted);
  }
};

TEST_P(Corpus, IsReadAsExpected) {
  const fs::path file = GetParam();
  simdjson::dom::parser parser;
  element expected;
  const std::string json = read_file(fs::path(file).replace_extension(".expected.json"));
  ASSERT_EQ(parser.parse(json).get(expected), simdjson::SUCCESS);
  const Understood actual = read(read_file(file), expected);
  for (const auto& [name, wanted] : simdjson::dom::object(expected))
    expect_member(std::string(name), actual, wanted);
}

std::string name_of(const ::testing::TestParamInfo<fs::path>& each) {
  std::string name = each.param.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Mails, Corpus, ::testing::ValuesIn(cases()), name_of);

}  // namespace
}  // namespace crosstown::mail
