#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/ctl/run_ctl.h"

namespace crosstown::ctl {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using Kind = StubServer::Kind;

constexpr const char* sample_page = "POST /api/v1/sample";
constexpr const char* hook = "POST /hooks/city-sms";
constexpr const char* thanks =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Message>Thanks &amp; bye: your request "
    "is "
    "26-0001234-9\nSecond line</Message></Response>";

std::string sample_for(const std::string& url) {
  return http_answer(
      200,
      fmt::format(R"({{"channel":"city-sms","post_to":"{}/hooks/city-sms",)"
                  R"("content_type":"application/x-www-form-urlencoded",)"
                  R"("headers":[["X-Twilio-Signature","c2lnbmVk"]],"body":"Body=Hay+un+bache"}})",
                  url));
}

TEST(TextCommand, GoesThroughThePublicDoorAndShowsTheAnswer) {
  StubServer daemon(Kind::unix_socket);
  StubServer door(Kind::tcp);
  daemon.answer(sample_page, sample_for(door.url()));
  door.answer(hook, http_answer(200, thanks, "text/xml"));
  const Said said = run_ctl(daemon, {"text", "Hay un bache"});
  EXPECT_EQ(said.exit, Exit::done) << said.err;
  EXPECT_EQ(said.out,
            "channel   city-sms\n"
            "posted    " +
                door.url() +
                "/hooks/city-sms\n"
                "tracking  26-0001234-9\n"
                "answer    Thanks & bye: your request is 26-0001234-9\n"
                "          Second line\n");
  ASSERT_EQ(daemon.requests().size(), 1U);
  EXPECT_THAT(daemon.requests()[0], EndsWith("\r\n\r\n{\"text\":\"Hay un bache\"}"));
  EXPECT_THAT(daemon.requests()[0], HasSubstr("Content-Type: application/json\r\n"));
  ASSERT_EQ(door.requests().size(), 1U);
  const std::string posted = door.requests()[0];
  EXPECT_THAT(posted, StartsWith("POST /hooks/city-sms HTTP/1.1\r\n"));
  EXPECT_THAT(posted, HasSubstr("Host: " + door.url().substr(7) + "\r\n"));
  EXPECT_THAT(posted, HasSubstr("Content-Type: application/x-www-form-urlencoded\r\n"));
  EXPECT_THAT(posted, HasSubstr("X-Twilio-Signature: c2lnbmVk\r\n"));
  EXPECT_THAT(posted, EndsWith("\r\n\r\nBody=Hay+un+bache"));
}

TEST(TextCommand, EveryCallAsksForANewSample) {
  StubServer daemon(Kind::unix_socket);
  StubServer door(Kind::tcp);
  daemon.answer(sample_page, sample_for(door.url()));
  door.answer(hook, http_answer(200, thanks, "text/xml"));
  EXPECT_EQ(run_ctl(daemon, {"text", "x"}).exit, Exit::done);
  EXPECT_EQ(run_ctl(daemon, {"text", "x"}).exit, Exit::done);
  EXPECT_EQ(daemon.requests().size(), 2U);
  EXPECT_EQ(door.requests().size(), 2U);
}

TEST(TextCommand, ThisMachinesTlsDoorNeedsNoCertificateForItsAddress) {
  StubServer daemon(Kind::unix_socket);
  StubServer door(Kind::tls);
  daemon.answer(sample_page, sample_for(door.url()));
  door.answer(hook, http_answer(200, thanks, "text/xml"));
  const Said said = run_ctl(daemon, {"text", "x"});
  EXPECT_EQ(said.exit, Exit::done) << said.err;
  EXPECT_THAT(said.out, HasSubstr("/hooks/city-sms (certificate not checked: this machine)\n"));
  EXPECT_THAT(said.out, HasSubstr("tracking  26-0001234-9\n"));
}

TEST(TextCommand, SaysTheOptionsAndOddTextsToTheDaemon) {
  StubServer daemon(Kind::unix_socket);
  struct Case {
    std::vector<std::string> arguments;
    std::string wish;
  };
  const std::vector<Case> cases = {
      {{"text", "--channel", "kiosk", "--from", "+18015550199", "a"},
       R"({"text":"a","channel":"kiosk","from":"+18015550199"})"},
      {{"text", "[a,b]"}, R"({"text":"[a,b]"})"},
      {{"text", "status"}, R"({"text":"status"})"},
      {{"text", "--", "-5 degrees"}, R"({"text":"-5 degrees"})"},
      {{"text", "say \"hi\"\n\\"}, R"({"text":"say \"hi\"\n\\"})"},
      {{"text", ""}, R"({"text":""})"},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(run_ctl(daemon, cases[i].arguments).exit, Exit::refused);  // the stub knows no sample
    ASSERT_EQ(daemon.requests().size(), i + 1) << cases[i].wish;
    EXPECT_THAT(daemon.requests()[i], EndsWith("\r\n\r\n" + cases[i].wish));
  }
}

TEST(TextCommand, AsJson) {
  StubServer daemon(Kind::unix_socket);
  StubServer door(Kind::tcp);
  daemon.answer(sample_page, sample_for(door.url()));
  door.answer(hook, http_answer(200, thanks, "text/xml"));
  const std::string begin =
      R"({"channel":"city-sms","post_to":")" + door.url() + R"(/hooks/city-sms","status":200,)";
  EXPECT_EQ(
      run_ctl(daemon, {"text", "x", "--json"}).out,
      begin +
          R"("tracking":"26-0001234-9","answer":["Thanks & bye: your request is 26-0001234-9\nSecond line"]})" +
          "\n");
  door.answer(hook, http_answer(200, "<Response/>", "text/xml"));
  EXPECT_EQ(run_ctl(daemon, {"text", "x", "--json"}).out,
            begin + R"("tracking":null,"answer":[]})" + "\n");
}

TEST(TextCommand, NoWordsAndHostileWords) {
  StubServer daemon(Kind::unix_socket);
  StubServer door(Kind::tcp);
  daemon.answer(sample_page, sample_for(door.url()));
  door.answer(hook, http_answer(200, "<Response/>", "text/xml"));
  const Said none = run_ctl(daemon, {"text", "STOP"});
  EXPECT_EQ(none.exit, Exit::done);
  EXPECT_THAT(none.out,
              HasSubstr("tracking  none given\nanswer    none: the resident is told nothing\n"));
  door.answer(hook,
              http_answer(200, R"({"tracking":"\u001b]0;x\u0007","text":"a\u001b[2J\u202e"})"));
  EXPECT_THAT(run_ctl(daemon, {"text", "x"}).out,
              HasSubstr("tracking  \\x1b]0;x\\x07\nanswer    a\\x1b[2J\\u202e\n"));
  door.answer(hook, http_answer(200, "\xff\x1b[2J", "text/plain"));
  EXPECT_THAT(run_ctl(daemon, {"text", "x", "--json"}).out,
              HasSubstr(R"("answer":["\\xff\\x1b[2J"])"));
}

TEST(TextCommand, RefusedAtThePublicDoor) {
  StubServer daemon(Kind::unix_socket);
  StubServer door(Kind::tcp);
  daemon.answer(sample_page, sample_for(door.url()));
  door.answer(hook, http_answer(403, "bad_signature\x1b[2J\n", "text/plain"));
  const Said said = run_ctl(daemon, {"text", "x"});
  EXPECT_EQ(said.exit, Exit::refused);
  EXPECT_EQ(said.err, "crosstownctl: the public door " + door.url() +
                          "/hooks/city-sms refuses it: the answer is 403: bad_signature\\x1b[2J\n");
}

TEST(TextCommand, ThePublicDoorCannotBeReached) {
  StubServer daemon(Kind::unix_socket);
  std::string url;
  {
    const StubServer gone(Kind::tcp);
    url = gone.url();
  }
  daemon.answer(sample_page, sample_for(url));
  const Said said = run_ctl(daemon, {"text", "x"});
  EXPECT_EQ(said.exit, Exit::unreachable);
  EXPECT_THAT(said.err,
              HasSubstr("the public door " + url + "/hooks/city-sms: Connection refused"));

  const StubServer plain(Kind::tcp);  // TLS is spoken to it, and it does not answer in TLS
  daemon.answer(sample_page, sample_for("https" + plain.url().substr(4)));
  const Said tls = run_ctl(daemon, {"--timeout", "0.3", "text", "x"});
  EXPECT_EQ(tls.exit, Exit::unreachable);

  for (const char* post_to : {"", "ftp://127.0.0.1", "http://a\\r\\nX: y"}) {
    daemon.answer(sample_page, sample_for(post_to));
    const Said odd = run_ctl(daemon, {"text", "x"});
    EXPECT_EQ(odd.exit, Exit::unreachable);
    EXPECT_THAT(odd.err, HasSubstr("the daemon names no public door"));
  }
}

TEST(TextCommand, NoChannelToSample) {
  StubServer daemon(Kind::unix_socket);
  daemon.answer(sample_page,
                http_answer(404, R"({"error":"no_channel","text":"There is no such channel."})"));
  const Said said = run_ctl(daemon, {"text", "--channel", "nowhere", "x"});
  EXPECT_EQ(said.exit, Exit::refused);
  EXPECT_EQ(said.err, "crosstownctl: There is no such channel.\n");
}

}  // namespace
}  // namespace crosstown::ctl
