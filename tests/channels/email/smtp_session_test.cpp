// Dialogues as tables: what a client sends, what it is told, which mails come out. Each is played
// in one go, byte by byte, and split in two at each byte.
#include "channels/email/smtp_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

#include "tests/channels/email/dialogue.h"

namespace crosstown::mail {
namespace {

using ::testing::HasSubstr;

struct Case {
  const char* name;
  std::string sent;  // "\n" stands for CRLF, "¶" for LF alone, "§" for CR alone
  std::string told;  // the same, without the greeting
  std::string mails = "";
  bool closed = false;
  int dropped = 0;
};

std::string bytes_of(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') {
      bytes += "\r\n";
    } else if (text.substr(i).starts_with("¶")) {
      bytes += '\n';
      ++i;
    } else if (text.substr(i).starts_with("§")) {
      bytes += '\r';
      ++i;
    } else {
      bytes += text[i];
    }
  }
  return bytes;
}

SessionSettings settings_of(Protocol protocol) {
  SessionSettings settings;
  settings.protocol = protocol;
  settings.host = "ct.riverbend.example";
  settings.max_size = 100;
  settings.max_recipients = 3;
  settings.max_mails = 2;
  settings.max_mistakes = 4;
  settings.can_start_tls = true;
  return settings;
}

void expect(const SessionSettings& settings, const Case& one, std::size_t first,
            std::size_t piece) {
  const Heard heard = play(settings, bytes_of(one.sent), first, piece);
  const char* const protocol = settings.protocol == Protocol::lmtp ? "LMTP" : "ESMTP";
  const std::string greeting = std::string("220 ct.riverbend.example ") + protocol + " Crosstown\n";
  ASSERT_EQ(heard.said, bytes_of(greeting + one.told)) << one.name << " at " << first;
  ASSERT_EQ(heard.mails, bytes_of(one.mails)) << one.name << " at " << first;
  ASSERT_EQ(heard.closed, one.closed) << one.name << " at " << first;
  ASSERT_EQ(heard.dropped, one.dropped) << one.name << " at " << first;
}

void expect_however_split(const SessionSettings& settings, const Case& one) {
  const std::size_t size = bytes_of(one.sent).size();
  for (std::size_t at = 0; at <= size; ++at) expect(settings, one, at, size);
  expect(settings, one, 1, 1);
  expect(settings, one, size, size);
}

const std::string hello = "LHLO mx.riverbend.example\n";
const std::string offer =
    "250-ct.riverbend.example\n250-PIPELINING\n250-ENHANCEDSTATUSCODES\n250-8BITMIME\n"
    "250-SMTPUTF8\n250 SIZE 100\n";
const std::string begin =
    hello + "MAIL FROM:<m@example.org>\nRCPT TO:<311@riverbend.example>\nDATA\n";
const std::string begun = offer + "250 2.1.0 ok\n250 2.1.5 ok\n354 go ahead\n";
const std::string kept = "250 2.0.0 kept\n";
const std::string from_m = "[m@example.org>311@riverbend.example]";
const std::string bare = "550 5.5.2 bare CR or LF in the mail\n";

const Case lmtp_cases[] = {
    {"greeting alone", "", ""},
    {"one mail", begin + "Subject: x\n\nHi\n.\nQUIT\n", begun + kept + "221 2.0.0 bye\n",
     from_m + "Subject: x\n\nHi\n", true},
    {"an empty mail", begin + ".\n", begun + kept, from_m},
    {"commands in any case",
     "lhlo a\nmail from:<m@example.org>\nrcpt to:<311@riverbend.example>\ndata\nx\n.\n",
     begun + kept, from_m + "x\n"},
    {"one answer for each recipient, in order",
     hello + "MAIL FROM:<m@example.org>\nRCPT TO:<311@a.example>\nRCPT TO:<nobody@a.example>\n"
             "RCPT TO:<busy@a.example>\nRCPT TO:<never@a.example>\nDATA\nx\n.\n",
     offer + "250 2.1.0 ok\n250 2.1.5 ok\n550 5.1.1 no such mailbox\n250 2.1.5 ok\n250 2.1.5 ok\n"
             "354 go ahead\n250 2.0.0 kept\n451 4.3.0 later\n554 5.6.0 no\n",
     "[m@example.org>311@a.example,busy@a.example,never@a.example]x\n"},
    {"nobody was taken: DATA is refused",
     hello + "MAIL FROM:<m@example.org>\nRCPT TO:<nobody@a.example>\nDATA\n",
     offer + "250 2.1.0 ok\n550 5.1.1 no such mailbox\n503 5.5.1 no recipient was taken\n"},
    {"a null sender", hello + "MAIL FROM:<>\nRCPT TO:<311@a.example>\nDATA\nx\n.\n",
     offer + "250 2.1.0 ok\n250 2.1.5 ok\n354 go ahead\n" + kept, "[>311@a.example]x\n"},
    {"postmaster has no domain",
     hello + "MAIL FROM:<m@example.org>\nRCPT TO:<postmaster>\nDATA\nx\n.\n", begun + kept,
     "[m@example.org>postmaster]x\n"},
    {"a quoted local part, a source route, a literal",
     hello + "MAIL FROM:<\"a b>\\\"c\"@example.org>\nRCPT "
             "TO:<@x.example,@y.example:u@[IPv6:2001:db8::1]>\nDATA\n.\n",
     begun + kept, "[\"a b>\\\"c\"@example.org>u@[IPv6:2001:db8::1]]"},
    {"two mails, then enough",
     begin + "x\n.\nMAIL FROM:<n@example.org>\nRCPT TO:<busy@a.example>\nDATA\ny\n.\n"
             "MAIL FROM:<n@example.org>\nNOOP\n",
     begun + kept +
         "250 2.1.0 ok\n250 2.1.5 ok\n354 go ahead\n451 4.3.0 later\n"
         "421 4.3.2 ct.riverbend.example: enough for one connection\n",
     from_m + "x\n[n@example.org>busy@a.example]y\n", true},
    {"refused at DATA",
     hello + "MAIL FROM:<full@example.org>\nRCPT TO:<311@a.example>\nDATA\nNOOP\n",
     offer + "250 2.1.0 ok\n250 2.1.5 ok\n452 4.3.1 no room\n250 2.0.0 ok\n"},
    {"RSET forgets",
     hello + "MAIL FROM:<m@example.org>\nRCPT TO:<311@a.example>\nRSET\nRCPT TO:<311@a.example>\n",
     offer + "250 2.1.0 ok\n250 2.1.5 ok\n250 2.0.0 ok\n503 5.5.1 say MAIL first\n"},
    {"a fourth recipient comes again",
     hello + "MAIL FROM:<m@example.org>\nRCPT TO:<a@a.example>\nRCPT TO:<b@a.example>\n"
             "RCPT TO:<c@a.example>\nRCPT TO:<d@a.example>\nDATA\nx\n.\n",
     offer +
         "250 2.1.0 ok\n250 2.1.5 ok\n250 2.1.5 ok\n250 2.1.5 ok\n"
         "452 4.5.3 too many recipients; send the rest again\n354 go ahead\n" +
         kept + kept + kept,
     "[m@example.org>a@a.example,b@a.example,c@a.example]x\n"},

    {"stuffed dots are taken out", begin + "..\n...\n.. x\n.y\na.b\n.\n", begun + kept,
     from_m + ".\n..\n. x\ny\na.b\n"},
    {"LF.LF is no end", begin + "a¶.¶b\n.\n", begun + bare, "", false, 1},
    {"LF.CRLF is no end", begin + "a¶.\nb\n.\n", begun + bare, "", false, 1},
    {"CRLF.LF is no end", begin + "a\n.¶b\n.\n", begun + bare, "", false, 1},
    {"CR.CR is no end", begin + "a§.§b\n.\n", begun + bare, "", false, 1},
    {"CRLF.CR is no end", begin + "a\n.§b\n.\n", begun + bare, "", false, 1},
    {"CR CR LF is a bare CR", begin + "a§\n.\n", begun + bare, "", false, 1},
    {"CRLF.CR CRLF is no end", begin + "a\n.§\n.\n", begun + bare, "", false, 1},
    {"smuggled commands stay text",
     begin + "a¶.¶MAIL FROM:<x@example.net>\nRCPT TO:<311@a.example>\nDATA\nb\n.\nNOOP\n",
     begun + bare + "250 2.0.0 ok\n", "", false, 1},
    {"NUL and 8 bits pass", begin + std::string("a\0b\xff\n.\n", 7), begun + kept,
     from_m + std::string("a\0b\xff\n", 5)},
    {"100 bytes fit", begin + std::string(98, 'x') + "\n.\n", begun + kept,
     from_m + std::string(98, 'x') + "\n"},
    {"101 bytes do not", begin + std::string(99, 'x') + "\n.\nNOOP\n",
     begun + "552 5.3.4 at most 100 bytes\n250 2.0.0 ok\n", "", false, 1},
    {"no end: no mail", begin + "a\n.", begun, ""},

    {"SIZE over the limit", hello + "MAIL FROM:<m@example.org> SIZE=101\n",
     offer + "552 5.3.4 at most 100 bytes\n"},
    {"SIZE past 64 bits", hello + "MAIL FROM:<m@example.org> SIZE=99999999999999999999\n",
     offer + "552 5.3.4 at most 100 bytes\n"},
    {"parameters", hello + "MAIL FROM:<m@example.org> SIZE=100 BODY=8BITMIME SMTPUTF8 RET=HDRS\n",
     offer + "250 2.1.0 ok\n"},
    {"wrong parameters",
     hello + "MAIL FROM:<m@example.org> SIZE=x\nMAIL FROM:<m@example.org> BODY=BINARYMIME\n"
             "MAIL FROM:<m@example.org> FOO\n",
     offer + "501 5.5.4 SIZE is a number\n501 5.5.4 BODY is 7BIT or 8BITMIME\n"
             "555 5.5.4 unknown parameter\n"},
    {"UTF-8 only with SMTPUTF8",
     hello + "MAIL FROM:<josé@example.org>\nMAIL FROM:<josé@example.org> SMTPUTF8\n",
     offer + "550 5.6.7 an address in UTF-8 needs SMTPUTF8\n250 2.1.0 ok\n"},
    {"broken UTF-8", hello + "MAIL FROM:<jos\xe9@example.org> SMTPUTF8\n",
     offer + "501 5.1.7 this is no address\n"},
    {"what is no address",
     hello + "MAIL FROM:m@example.org\nMAIL FROM:<m@@example.org>\nMAIL FROM:<m@example.org\n",
     offer + "501 5.1.7 this is no address\n501 5.1.7 this is no address\n"
             "501 5.1.7 this is no address\n"},
    {"a recipient must be one", hello + "MAIL FROM:<m@example.org>\nRCPT TO:<>\n",
     offer + "250 2.1.0 ok\n501 5.1.3 this is no address\n"},

    {"EHLO is not LMTP", "EHLO a\nHELO a\n",
     "500 5.5.1 this is LMTP: say LHLO\n500 5.5.1 this is LMTP: say LHLO\n"},
    {"hello comes first", "MAIL FROM:<m@example.org>\n", "503 5.5.1 say hello first\n"},
    {"one sender", hello + "MAIL FROM:<m@example.org>\nMAIL FROM:<m@example.org>\n",
     offer + "250 2.1.0 ok\n503 5.5.1 one sender at a time\n"},
    {"no TLS under LMTP", hello + "STARTTLS\n", offer + "502 5.5.1 no TLS here\n"},
    {"odds and ends", "NOOP x\nVRFY m\nHELP\nQUIT\n",
     "250 2.0.0 ok\n252 2.1.5 send it and see\n500 5.5.1 unknown command\n221 2.0.0 bye\n", "",
     true},
    {"a command without CR", "NOOP¶NOOP\n", "500 5.5.2 lines end with CRLF\n", "", true},
    {"a CR in a command", "NOOP§x\n", "500 5.5.2 lines end with CRLF\n", "", true},
    {"a control character", "NOOP \x01\n", "500 5.5.2 control characters in a command\n"},
    {"four mistakes are enough", "A\nB\nC\nD\nNOOP\n",
     "500 5.5.1 unknown command\n500 5.5.1 unknown command\n500 5.5.1 unknown command\n"
     "500 5.5.1 unknown command\n421 4.3.2 ct.riverbend.example: too many mistakes\n",
     "", true},
};

TEST(Lmtp, SaysWhatTheTableSays) {
  for (const Case& one : lmtp_cases) expect_however_split(settings_of(Protocol::lmtp), one);
}

const std::string smtp_begin =
    "EHLO a\nMAIL FROM:<m@example.org>\nRCPT TO:<311@a.example>\nRCPT TO:<";
const std::string smtp_offer =
    "250-ct.riverbend.example\n250-PIPELINING\n250-ENHANCEDSTATUSCODES\n250-8BITMIME\n"
    "250-SMTPUTF8\n250-STARTTLS\n250 SIZE 100\n";
const std::string smtp_begun =
    smtp_offer + "250 2.1.0 ok\n250 2.1.5 ok\n250 2.1.5 ok\n354 go ahead\n";

const Case smtp_cases[] = {
    {"one answer: kept", smtp_begin + "x@a.example>\nDATA\nx\n.\n", smtp_begun + kept,
     "[m@example.org>311@a.example,x@a.example]x\n"},
    {"one answer: a temporary one decides", smtp_begin + "busy@a.example>\nDATA\nx\n.\n",
     smtp_begun + "451 4.3.0 later\n", "[m@example.org>311@a.example,busy@a.example]x\n"},
    {"one answer: kept by one, never by the other", smtp_begin + "never@a.example>\nDATA\nx\n.\n",
     smtp_begun + kept, "[m@example.org>311@a.example,never@a.example]x\n"},
    {"one answer to a bare line end", smtp_begin + "x@a.example>\nDATA\nx¶\n.\n", smtp_begun + bare,
     "", false, 1},
    {"LHLO is not SMTP", "LHLO a\n", "500 5.5.1 this is SMTP: say EHLO\n"},
    {"HELO is enough", "HELO a\nMAIL FROM:<m@example.org>\n",
     "250 ct.riverbend.example\n250 2.1.0 ok\n"},
};

TEST(Smtp, SaysWhatTheTableSays) {
  for (const Case& one : smtp_cases) expect_however_split(settings_of(Protocol::smtp), one);
}

TEST(Smtp, ForgetsAllAtStartTls) {
  const SessionSettings settings = settings_of(Protocol::smtp);
  const std::string hello_and_tls = bytes_of("EHLO a\nMAIL FROM:<m@example.org>\nSTARTTLS\n");
  const std::string after = bytes_of("RCPT TO:<x@a.example>\nEHLO a\nSTARTTLS\n");
  const Heard heard = play(settings, hello_and_tls + after, hello_and_tls.size(), 1000);
  EXPECT_TRUE(heard.tls);
  EXPECT_THAT(heard.said, HasSubstr(bytes_of("220 2.0.0 go ahead\n503 5.5.1 say MAIL first\n")));
  EXPECT_THAT(heard.said, HasSubstr(bytes_of("250-SMTPUTF8\n250 SIZE 100\n502 5.5.1 no TLS")));
}

TEST(Smtp, TakesNothingThatWasPipelinedBehindStartTls) {
  const std::string sent = bytes_of("EHLO a\nSTARTTLS\nMAIL FROM:<m@example.org>\n");
  const Heard heard = play(settings_of(Protocol::smtp), sent, sent.size(), sent.size());
  EXPECT_TRUE(heard.closed);
  EXPECT_FALSE(heard.tls);
  EXPECT_TRUE(heard.said.ends_with(bytes_of("501 5.5.1 nothing may follow STARTTLS\n")));
}

TEST(Smtp, WantsTlsFirstWhereItMust) {
  SessionSettings settings = settings_of(Protocol::smtp);
  settings.must_start_tls = true;
  const std::string sent = bytes_of("EHLO a\nMAIL FROM:<m@example.org>\n");
  const Heard heard = play(settings, sent, sent.size(), sent.size());
  EXPECT_TRUE(heard.said.ends_with(bytes_of("530 5.7.0 say STARTTLS first\n")));
}

TEST(Session, PassesOverALineThatIsTooLong) {
  for (const std::size_t size : {4095, 4096, 4097, 8190, 8191, 100'000}) {
    const std::string sent = "NOOP " + std::string(size, 'x') + "\r\nNOOP\r\n";
    for (const std::size_t piece :
         {std::size_t{1}, std::size_t{7}, std::size_t{4096}, sent.size()}) {
      const Heard heard = play(settings_of(Protocol::lmtp), sent, piece, piece);
      EXPECT_TRUE(heard.said.ends_with("500 5.5.2 line too long\r\n250 2.0.0 ok\r\n")) << size;
    }
  }
}

TEST(Session, SaysGoodbye) {
  Session session(settings_of(Protocol::lmtp));
  session.say_goodbye("stopping");
  std::string_view input = "NOOP\r\n";
  EXPECT_TRUE(std::holds_alternative<event::Close>(session.next(input)));
  EXPECT_TRUE(session.output().ends_with("421 4.3.2 ct.riverbend.example: stopping\r\n"));
}

}  // namespace
}  // namespace crosstown::mail
