#include "channels/email/smtp_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace crosstown::mail {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

ComposedMail mail(std::string bytes = "Subject: x\r\n\r\n.dot\r\n") {
  ComposedMail out;
  out.sender = "311+26-0001234-9@riverbend.example";
  out.recipient = "maria@example.org";
  out.handle = "26-0001234-9.id";
  out.bytes = std::move(bytes);
  return out;
}

std::string told(const MailFate& fate) {
  if (const auto* taken = std::get_if<MailTaken>(&fate)) return "taken " + taken->words;
  if (const auto* later = std::get_if<MailLater>(&fate))
    return (later->ours ? "ours " : "later ") + later->reason;
  if (const auto* refused = std::get_if<MailRefused>(&fate)) return "refused " + refused->reason;
  return "unclear " + std::get<MailUnclear>(fate).reason;
}

struct Talk {
  std::string said;
  std::vector<std::string> fates;  // and why it was closed
  bool idle = false;               // at the end
  int tls = 0;
};

// Feeds what the server says, one string for each time that it is waited for, in pieces of at most
// `piece` bytes. Whenever the client is idle, the next mail goes.
Talk talk(const ClientSettings& settings, std::vector<ComposedMail> mails,
          std::vector<std::string> server, std::size_t piece = 4096, bool implicit_tls = false) {
  SmtpClient client(settings);
  if (implicit_tls) client.tls_started();
  Talk out;
  std::string bytes;
  std::string_view input;
  std::size_t turn = 0, sent = 0;
  for (;;) {
    const ClientEvent event = client.next(input);
    out.said += client.output();
    client.output().clear();
    if (std::holds_alternative<client_event::NeedInput>(event)) {
      out.idle = sent == mails.size() && out.idle;
      if (bytes.empty()) {
        if (turn == server.size()) return out;
        bytes = server[turn++];
        if (bytes == "gone") {
          client.lost("the line is gone");
          bytes.clear();
          continue;
        }
      }
      static std::string kept;
      kept = bytes.substr(0, piece);
      bytes.erase(0, piece);
      input = kept;
    } else if (std::holds_alternative<client_event::StartTls>(event)) {
      ++out.tls;
      client.tls_started();
    } else if (std::holds_alternative<client_event::Idle>(event)) {
      out.idle = true;
      if (sent < mails.size()) {
        out.idle = false;
        client.send(mails[sent++]);
      }
    } else if (const auto* settled = std::get_if<client_event::Settled>(&event)) {
      out.fates.push_back(told(settled->fate));
    } else if (const auto* closed = std::get_if<client_event::Closed>(&event)) {
      out.fates.push_back("closed, " + told(closed->why));
      return out;
    }
  }
}

const ClientSettings open_line{
    .host = "ct.riverbend.example", .user = {}, .password = {}, .must_encrypt = false};
const ClientSettings with_login{.host = "ct.riverbend.example", .user = "ct", .password = "pw"};
const std::string hello =
    "250-mx.riverbend.example\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250 DSN\r\n";
const std::string greeting = "220 mx.riverbend.example ESMTP\r\n";

TEST(SmtpClient, PipelinesAMailAndStuffsDots) {
  for (const std::size_t piece : {1u, 7u, 4096u}) {
    const Talk heard = talk(open_line, {mail()},
                            {greeting, hello, "250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go\r\n",
                             "250 2.0.0 queued as 4X\r\n"},
                            piece);
    EXPECT_THAT(heard.fates, ElementsAre("taken 250 2.0.0 queued as 4X"));
    EXPECT_TRUE(heard.idle);
    EXPECT_EQ(heard.said,
              "EHLO ct.riverbend.example\r\n"
              "MAIL FROM:<311+26-0001234-9@riverbend.example> SIZE=20 RET=HDRS "
              "ENVID=26-0001234-9.id\r\n"
              "RCPT TO:<maria@example.org> NOTIFY=FAILURE\r\nDATA\r\n"
              "Subject: x\r\n\r\n..dot\r\n.\r\n");
  }
}

TEST(SmtpClient, OneStepAtATimeWhereTheServerDoesNotPipeline) {
  const Talk heard =
      talk(open_line, {mail()},
           {greeting, "250 mx\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 ok\r\n"});
  EXPECT_THAT(heard.fates, ElementsAre("taken 250 ok"));
  EXPECT_THAT(heard.said, HasSubstr("MAIL FROM:<311+26-0001234-9@riverbend.example>\r\n"));
}

TEST(SmtpClient, ManyMailsOverOneConnection) {
  const std::string one = "250 ok\r\n250 ok\r\n354 go\r\n";
  const Talk heard = talk(
      open_line, {mail(), mail(), mail()},
      {greeting, hello, one, "250 first\r\n", one, "550 5.7.1 spam\r\n", one, "250 third\r\n"});
  EXPECT_THAT(heard.fates,
              ElementsAre("taken 250 first", "refused 550 5.7.1 spam", "taken 250 third"));
}

TEST(SmtpClient, EncryptsThenLogsIn) {
  const Talk heard = talk(with_login, {mail()},
                          {greeting, "250-mx\r\n250 STARTTLS\r\n", "220 go ahead\r\n",
                           "250-mx\r\n250 AUTH LOGIN PLAIN\r\n", "235 welcome\r\n", "250 ok\r\n",
                           "250 ok\r\n", "354 go\r\n", "250 ok\r\n"});
  EXPECT_EQ(heard.tls, 1);
  EXPECT_THAT(heard.said, HasSubstr("STARTTLS\r\nEHLO ct.riverbend.example\r\n"
                                    "AUTH PLAIN AGN0AHB3\r\nMAIL FROM:"));
  EXPECT_THAT(heard.fates, ElementsAre("taken 250 ok"));
}

TEST(SmtpClient, LogsInTheOldWayOverImplicitTls) {
  const Talk heard = talk(with_login, {},
                          {greeting, "250-mx\r\n250 AUTH=LOGIN\r\n", "334 VXNlcm5hbWU6\r\n",
                           "334 UGFzc3dvcmQ6\r\n", "235 welcome\r\n"},
                          4096, true);
  EXPECT_TRUE(heard.idle);
  EXPECT_THAT(heard.said, EndsWith("AUTH LOGIN\r\nY3Q=\r\ncHc=\r\n"));
}

// What no mail mends: the connection is given up before any mail.
TEST(SmtpClient, GivesUp) {
  const ClientSettings unsafe{.host = "a", .user = "ct", .password = "pw", .must_encrypt = false};
  const struct {
    ClientSettings settings;
    std::vector<std::string> server;
    const char* why;
  } table[] = {
      {with_login,
       {greeting, "250-mx\r\n250 AUTH PLAIN\r\n"},
       "ours the server offers no STARTTLS"},
      {with_login,
       {greeting, "250-mx\r\n250 STARTTLS\r\n", "220 go\r\n250 injected\r\n"},
       "ours the server says more than it was asked before TLS"},
      {with_login,
       {greeting, "250-mx\r\n250 STARTTLS\r\n", "454 not now\r\n"},
       "later 454 not now"},
      {with_login,
       {greeting, "250-mx\r\n250 STARTTLS\r\n", "220 go\r\n", "250-mx\r\n250 AUTH CRAM-MD5\r\n"},
       "ours the server offers no way to log in that is known here"},
      {with_login,
       {greeting, "250-mx\r\n250 STARTTLS\r\n", "220 go\r\n", "250-mx\r\n250 AUTH PLAIN\r\n",
        "535 5.7.8 wrong\r\n"},
       "ours 535 5.7.8 wrong"},
      {unsafe,
       {greeting, "250-mx\r\n250 AUTH PLAIN\r\n"},
       "ours no password goes over a line without TLS"},
      {open_line, {"554 go away\r\n"}, "later 554 go away"},
      {open_line, {"421 too busy\r\n"}, "later 421 too busy"},
      {open_line, {"HTTP/1.1 400 Bad Request\r\n"}, "later the server does not speak SMTP"},
      {open_line, {greeting, "250-mx\r\n251 mixed\r\n"}, "later the server does not speak SMTP"},
      {open_line, {greeting, std::string(3000, '2')}, "later the server does not speak SMTP"},
      {open_line, {greeting, "gone"}, "later the line is gone"},
  };
  for (const auto& row : table) {
    const Talk heard = talk(row.settings, {}, row.server);
    EXPECT_THAT(heard.fates, ElementsAre("closed, " + std::string(row.why)));
    EXPECT_THAT(heard.said, Not(HasSubstr("MAIL")));
  }
}

TEST(SmtpClient, WhatBecomesOfAMail) {
  const struct {
    std::vector<std::string> server;  // behind the hello
    std::vector<std::string> fates;
  } table[] = {
      {{"250 ok\r\n550 5.1.1 no\nsuch\r\n"},
       {"refused 550 5.1.1 no", "closed, later the server does not speak SMTP"}},
      {{"250 ok\r\n550 5.1.1 unknown\r\n503 no\r\n", "250 reset\r\n"},
       {"refused 550 5.1.1 unknown"}},
      {{"250 ok\r\n550 5.1.1 unknown\r\n354 go\r\n", "554 nobody\r\n"},
       {"refused 550 5.1.1 unknown"}},
      {{"250 ok\r\n450 4.2.1 greylisted\r\n503 no\r\n", "250 reset\r\n"},
       {"later 450 4.2.1 greylisted"}},
      {{"530 5.7.0 log in\r\n503 no\r\n503 no\r\n", "250 reset\r\n"}, {"ours 530 5.7.0 log in"}},
      {{"250 ok\r\n250 ok\r\n452 4.3.1 full\r\n", "250 reset\r\n"}, {"later 452 4.3.1 full"}},
      {{"250 ok\r\n250 ok\r\n354 go\r\n", "451 4.3.0 later\r\n"}, {"later 451 4.3.0 later"}},
      {{"250 ok\r\n250 ok\r\n354 go\r\n", "554-5.7.1 two\r\n554 lines\x01\r\n"},
       {"refused 554 5.7.1 two lines?"}},
      {{"250 ok\r\n250 ok\r\n354 go\r\n", "gone"},
       {"unclear the line is gone", "closed, later the line is gone"}},
      {{"250 ok\r\n250 ok\r\n", "gone"},
       {"later the line is gone", "closed, later the line is gone"}},
      {{"250 ok\r\n550 5.1.1 unknown\r\n", "gone"},
       {"refused 550 5.1.1 unknown", "closed, later the line is gone"}},
      {{"250 ok\r\n421 4.3.2 stopping\r\n"},
       {"later 421 4.3.2 stopping", "closed, later 421 4.3.2 stopping"}},
      {{"250 ok\r\n250 ok\r\n354 go\r\n", "421 4.3.2 stopping\r\n"},
       {"later 421 4.3.2 stopping", "closed, later 421 4.3.2 stopping"}},
  };
  for (const auto& row : table) {
    std::vector<std::string> server{greeting, hello};
    server.insert(server.end(), row.server.begin(), row.server.end());
    EXPECT_EQ(talk(open_line, {mail()}, server).fates, row.fates) << row.server.front();
  }
}

TEST(SmtpClient, DoesNotSendWhatWouldBeRefused) {
  const Talk large = talk(open_line, {mail(std::string(1001, 'x'))}, {greeting, hello});
  EXPECT_THAT(large.fates, ElementsAre("refused the mail has 1001 bytes, the server takes 1000"));
  ComposedMail utf8 = mail();
  utf8.utf8 = true;
  const Talk foreign = talk(open_line, {utf8}, {greeting, hello});
  EXPECT_THAT(foreign.fates, ElementsAre("refused the server takes no addresses in UTF-8"));
  EXPECT_THAT(large.said + foreign.said, Not(HasSubstr("MAIL")));
}

TEST(SmtpClient, AMachinesMailAsksForNoNotices) {
  ComposedMail automatic = mail();
  automatic.sender.clear();
  const Talk heard = talk(open_line, {automatic}, {greeting, hello});
  EXPECT_THAT(heard.said,
              HasSubstr("MAIL FROM:<> SIZE=20\r\nRCPT TO:<maria@example.org>\r\nDATA\r\n"));
}

TEST(SmtpClient, AnIdleConnectionMayEnd) {
  EXPECT_THAT(talk(open_line, {}, {greeting, hello, "421 4.4.2 idle too long\r\n"}).fates,
              ElementsAre("closed, later 421 4.4.2 idle too long"));
}

}  // namespace
}  // namespace crosstown::mail
