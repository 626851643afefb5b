// Mails made to hurt: each ends as a message, in bounded time and memory.
#include <gtest/gtest.h>

#include <ctime>
#include <string>

#include "channels/email/html_text.h"
#include "channels/email/mail.h"
#include "channels/email/quoting.h"
#include "router/message/normalise.h"

namespace crosstown::mail {
namespace {

// Seconds of this process's own time: far more than it takes in a debug build, far less than what
// is quadratic.
constexpr double patience = 20;

double seconds_used() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::string repeated(std::string_view part, std::size_t times) {
  std::string out;
  out.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += part;
  return out;
}

const std::string head = "From: m@example.org\r\nSubject: x\r\nMessage-ID: <x@example.org>\r\n";

std::string nested_multiparts(std::size_t depth) {
  std::string raw = head;
  for (std::size_t i = 0; i < depth; ++i) {
    const std::string name = "b" + std::to_string(i);
    raw += "Content-Type: multipart/mixed; boundary=" + name + "\r\n\r\n--" + name + "\r\n";
  }
  return raw + "Content-Type: text/plain\r\n\r\ndeep words\r\n";
}

struct Case {
  const char* name;
  std::string raw;
  const char* text;  // that must be read all the same; null: none is asked for
};

std::vector<Case> cases() {
  const std::string plain = "Content-Type: text/plain\r\n\r\n";
  std::string parts =
      head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + plain + "words\r\n";
  return {
      {"ten thousand multiparts in one another", nested_multiparts(10'000), nullptr},
      {"forty multiparts in one another", nested_multiparts(40), "deep words"},
      {"a million header fields", head + repeated("X: y\r\n", 1'000'000) + "\r\nwords\r\n",
       nullptr},
      {"a field of twenty megabytes",
       head + "X: " + repeated("y", 20'000'000) + "\r\n\r\nwords\r\n", nullptr},
      {"a field of a million folds",
       head + "X: y\r\n" + repeated(" y\r\n", 1'000'000) + "\r\nw\r\n", nullptr},
      {"a hundred thousand parts",
       parts + repeated("--b\r\nContent-Type: image/png\r\n\r\nx\r\n", 100'000) + "--b--\r\n",
       "words"},
      {"a million empty parts", parts + repeated("--b\r\n\r\n", 1'000'000), "words"},
      {"messages in messages",
       parts + "--b\r\n" + repeated("Content-Type: message/rfc822\r\n\r\n", 100'000), "words"},
      {"a million lines like boundaries", head + "\r\n" + repeated("--\r\n", 300'000), nullptr},
      {"a million addresses",
       head + "To: " + repeated("a@example.org, ", 1'000'000) + "\r\n\r\nw\r\n", nullptr},
      {"a hundred thousand encoded words",
       "From: m@example.org\r\nSubject:" + repeated("\r\n =?utf-8?q?=C3?=", 10'000) +
           "\r\n\r\nw\r\n",
       "w"},
      {"nested comments", "From: " + repeated("(", 100'000) + "\r\n\r\nw\r\n", "w"},
      {"no line end at all", std::string(5'000'000, 'x'), nullptr},
      {"zeros", std::string(1'000'000, '\0'), nullptr},
      {"nothing", "", nullptr},
  };
}

TEST(HostileMail, EndsAsAMessage) {
  for (const Case& one : cases()) {
    const double began = seconds_used();
    const Understood read =
        understand(read_mime(one.raw), one.raw, {"m@example.org", "311@riverbend.example"}, {});
    EXPECT_LT(seconds_used() - began, patience) << one.name;
    EXPECT_EQ(read.message.from, "m@example.org") << one.name;
    EXPECT_FALSE(read.message.provider_id.empty()) << one.name;
    EXPECT_LE(read.message.attachments.size(), 101U) << one.name;
    const std::string_view wanted = one.text ? one.text : "";
    EXPECT_NE(read.message.text.find(wanted), std::string::npos) << one.name;
  }
}

TEST(HostileMail, IsKeptWholeWhenNotAllOfItWasRead) {
  const std::string raw = nested_multiparts(10'000);
  EXPECT_TRUE(understand(read_mime(raw), raw, {"m@example.org", "311@a.example"}, {}).keep_raw);
  const std::string plain = head + "\r\nwords\r\n";
  EXPECT_FALSE(
      understand(read_mime(plain), plain, {"m@example.org", "311@a.example"}, {}).keep_raw);
}

TEST(HostileText, IsReadInLinearTime) {
  const double began = seconds_used();
  for (const char* part : {"On x wrote:\n\n", "> x\n\n", "\n", "From: x\n", "-----\n", "-- \n",
                           "On 2026, x\n", "-----Original Message-----\n"})
    (void)split_text(repeated(part, 30'000), "Re: x");
  for (const char* part :
       {"<", "<a ", "<a href=\"https://example.org/\">x", "<style>", "<!--", "<blockquote>", "&",
        "&#", "<pre>\n", "<li>", "</", "<script></scrip", "<div style=\"display:none\">"})
    (void)html_to_text(repeated(part, 30'000));
  for (const char* part : {"=?utf-8?B?YQ==?= ", "=?utf-8?B?a"})
    (void)decode_words(repeated(part, 30'000));
  EXPECT_LT(seconds_used() - began, patience * 4);
}

// Bytes that are no characters grow when they are cleaned, and an event has its bounds.
TEST(HostileText, HistoryThatIsNoTextStaysSmall) {
  const std::string raw = head +
                          "Content-Type: text/plain; charset=utf-8\r\n\r\n\xC3\xA9\r\n"
                          "-----Original Message-----\r\n" +
                          repeated("\xFF", 8000);
  Understood understood =
      understand(read_mime(raw), raw, {"m@example.org", "311@riverbend.example"}, {});
  normalise(understood.message, {});
  EXPECT_LE(understood.message.mail->quoted.size(), 8192u);
  EXPECT_GT(understood.message.mail->quoted.size(), 8000u);
}

}  // namespace
}  // namespace crosstown::mail
