// The blind half of the corpus: mails whose expectations were written by somebody who had seen none
// of the code (channels/email/fixtures/blind/README.md says what each member means). Only members
// that stand there are compared; one that is wrong by an RFC stands in "disputed" with the reason.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "channels/email/mail.h"
#include "channels/http_request.h"
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
  for (const auto& entry : fs::directory_iterator(SOURCE_DIR "/channels/email/fixtures/blind"))
    if (entry.path().extension() == ".eml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

Understood read(const std::string& raw, const element& expected) {
  const MailSettings settings{{"311@riverbend.example"}, {"mx.riverbend.example"}};
  const std::string sender(expected["given"]["envelope_from"].get_c_str());
  const std::string recipient(expected["given"]["envelope_to"].get_c_str());
  Understood understood = understand(read_mime(raw), raw, {sender, recipient}, settings);
  normalise(understood.message, {});
  return understood;
}

// Without blanks at the end of a line, and empty lines at both ends.
std::string trimmed_lines(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n')
      while (out.ends_with(' ') || out.ends_with('\t')) out.pop_back();
    if (c != '\n' || !out.empty()) out += c;
  }
  while (out.ends_with('\n') || out.ends_with(' ')) out.pop_back();
  return out;
}

// Each run of white space as one blank; U+00A0 and U+202F are some.
std::string collapsed(std::string text) {
  for (const std::string_view space : {"\xc2\xa0", "\xe2\x80\xaf"})
    for (std::size_t at = 0; (at = text.find(space, at)) != std::string::npos;)
      text.replace(at, space.size(), " ");
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank || (!out.empty() && out.back() != ' ')) out += blank ? ' ' : c;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string without_brackets(std::string_view id) {
  if (id.starts_with('<') && id.ends_with('>')) id = id.substr(1, id.size() - 2);
  return std::string(id);
}

std::string kind_of(const MailFacts& facts) {
  const std::string& automatic = facts.automatic;
  if (automatic.empty()) return "person";
  const bool named = automatic == "own" || automatic == "bounce" || automatic == "list";
  return named ? automatic : "auto";
}

class Blind : public ::testing::TestWithParam<fs::path> {
 protected:
  static void expect_attachment(const Attachment& actual, const element& wanted) {
    for (const auto& [key, value] : simdjson::dom::object(wanted)) {
      std::string_view text;
      std::uint64_t size = 0;
      if (key == "name" && value.get(text) == simdjson::SUCCESS) {
        EXPECT_EQ(actual.name, text);
      }
      if (key == "content_type" && value.get(text) == simdjson::SUCCESS) {
        EXPECT_TRUE(equal_ignoring_case(actual.content_type, text))
            << actual.content_type << " is not " << text;
      }
      if (key == "size" && value.get(size) == simdjson::SUCCESS) {
        EXPECT_EQ(actual.size, size);
      }
    }
  }
  static void expect_attachments(const Understood& actual, const element& wanted) {
    const auto& files = actual.message.attachments;
    const simdjson::dom::array list(wanted);
    std::string names;
    for (const Attachment& each : files) names += each.name + "|" + each.content_type + " ";
    ASSERT_EQ(files.size(), list.size()) << names;
    std::size_t i = 0;
    for (const element each : list) expect_attachment(files[i++], each);
  }
  static void expect_contained(const std::string& text, const element& wanted, bool there) {
    const std::string all = collapsed(text);
    for (const element each : simdjson::dom::array(wanted)) {
      const std::string part = collapsed(std::string(each.get_c_str().value()));
      EXPECT_EQ(all.find(part) != std::string::npos, there) << part << "\n--- in\n" << text;
    }
  }
  static void expect_text(const std::string& name, const Understood& actual, const element& value) {
    const Message& message = actual.message;
    const MailFacts& facts = *message.mail;
    const std::string wanted(value.is_null() ? "" : value.get_c_str().value());
    if (name == "text") {
      EXPECT_EQ(trimmed_lines(message.text), trimmed_lines(wanted));
    }
    if (name == "subject") {
      EXPECT_EQ(collapsed(message.subject), collapsed(wanted));
    }
    if (name == "from") {
      EXPECT_TRUE(equal_ignoring_case(message.from, wanted)) << message.from << "\n" << wanted;
    }
    if (name == "name") {
      EXPECT_EQ(message.from_name, wanted);
    }
    if (name == "kind") {
      EXPECT_EQ(kind_of(facts), wanted) << facts.automatic;
    }
    if (name == "number") {
      EXPECT_EQ(facts.tracking, wanted);
    }
    if (name == "in_reply_to") {
      EXPECT_EQ(facts.in_reply_to, without_brackets(wanted));
    }
    if (name == "message_id") {
      EXPECT_EQ(facts.message_id, without_brackets(wanted));
    }
    if (!name.starts_with("bounce")) return;
    ASSERT_TRUE(facts.bounce) << name;
    const std::string said = collapsed(facts.bounce->status + " " + facts.bounce->diagnostic);
    if (name == "bounced_message_id") {
      EXPECT_EQ(facts.bounce->message_id, without_brackets(wanted));
    }
    if (name == "bounce_reason_contains") {
      EXPECT_NE(said.find(collapsed(wanted)), std::string::npos) << wanted << "\n--- in\n" << said;
    }
  }
  static void expect_member(const std::string& name, const Understood& actual,
                            const element& wanted) {
    const MailFacts& facts = *actual.message.mail;
    if (name == "given" || name == "note" || name == "disputed") return;
    if (name == "attachments") return expect_attachments(actual, wanted);
    if (name == "text_contains") return expect_contained(actual.message.text, wanted, true);
    if (name == "text_lacks") return expect_contained(actual.message.text, wanted, false);
    if (name == "no_auto_answer") {
      const bool nobody = actual.message.from.empty() || actual.looping;
      EXPECT_TRUE(nobody || !facts.automatic.empty());
    } else if (name == "bounce_final") {
      const bool failed = facts.bounce && facts.bounce->action == "failed";
      EXPECT_EQ(failed, wanted.get_bool().value());
    } else {
      expect_text(name, actual, wanted);
    }
  }
};

TEST_P(Blind, IsReadAsExpected) {
  const fs::path file = GetParam();
  simdjson::dom::parser parser;
  element expected;
  const std::string json = read_file(fs::path(file).replace_extension(".expected.json"));
  ASSERT_EQ(parser.parse(json).get(expected), simdjson::SUCCESS);
  const Understood actual = read(read_file(file), expected);
  const element note = expected["note"];
  for (const auto& [key, wanted] : simdjson::dom::object(expected)) {
    const std::string name(key);
    element reason;
    if (expected["disputed"][name].get(reason) == simdjson::SUCCESS) continue;
    SCOPED_TRACE(name + " (" + std::string(note.get_c_str().value()) + ")");
    expect_member(name, actual, wanted);
  }
}

std::string name_of(const ::testing::TestParamInfo<fs::path>& each) {
  std::string name = each.param.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Mails, Blind, ::testing::ValuesIn(cases()), name_of);

}  // namespace
}  // namespace crosstown::mail
