// The parts of crosstown-load; load_run_test.py runs the whole against a small server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "bench/load/histogram.h"
#include "bench/load/prepared.h"
#include "bench/load/request.h"
#include "bench/load/response.h"
#include "bench/load/schedule.h"
#include "bench/load/signature.h"
#include "bench/load/target.h"
#include "bench/load/verdict.h"

namespace crosstown::load {
namespace {

RequestSettings settings() {
  RequestSettings settings;
  settings.url_signed = "https://311.riverbend.example:8443/hooks/city-sms";
  settings.path = "/hooks/city-sms";
  settings.token = "12345678901234567890123456789012";
  settings.account = "AC00000000000000000000000000000311";
  settings.to = {"+18015550111", "+18015550112"};
  settings.keywords = {"pothole"};
  settings.residents = 100;
  settings.seed = 7;
  return settings;
}

// Made by Twilio's own SDK (twilio 6.2.0 for Node.js).
TEST(Signer, AgreesWithTwilio) {
  struct Case {
    std::string url;
    std::vector<Field> fields;
    std::string signature;
  };
  const std::string token = "12345678901234567890123456789012";
  const std::string url = "https://crosstown.example.gov/twilio/sms";
  const std::vector<Case> cases = {
      {url,
       {{"A", "3"}, {"B", "2"}, {"_z", "5"}, {"a", "1"}, {"b", "4"}},
       "Qg2svGeWcS/08wXUkR3Tn+brTuE="},
      {url, {{"Body", ""}, {"From", "+13125550142"}}, "woheYwkyfn8KowwX19Q3KQYt7Qk="},
      {url, {{"Body", " STOP \r\n"}}, "50/NnzMA1F1Lm6Ufk8XjEx7aVqw="},
      {"https://crosstown.example.gov:8443/twilio/sms",
       {{"Body", "hi"}},
       "uPxw5P//FLkZZVgMZGg5Nrx3Itk="},
  };
  for (const Case& c : cases) {
    Signer signer(token, c.url);
    EXPECT_EQ(signer.sign(c.fields), c.signature);
    EXPECT_EQ(signer.sign(c.fields), c.signature) << "second use of the same signer";
  }
}

TEST(Target, OnlyThisMachine) {
  for (const char* good : {"127.0.0.1:8311", "127.200.3.4:1", "[::1]:65535", "unix:/run/x.sock"}) {
    EXPECT_TRUE(parse_target(good)) << good;
  }
  for (const char* bad :
       {"10.0.0.1:80", "126.255.255.255:80", "128.0.0.1:80", "localhost:80", "example.org:80",
        "[::2]:80", "::1:80", "[::ffff:127.0.0.1]:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0",
        "127.0.0.1:65536", "127.0.0.1:80x", "0.0.0.0:80", "unix:", ""}) {
    EXPECT_FALSE(parse_target(bad)) << bad;
  }
  EXPECT_FALSE(parse_target("unix:/" + std::string(200, 'x')));
}

TEST(Response, IsReadAtAnyCut) {
  const std::string answer =
      "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\ncontent-length:  5 \r\n\r\nhello";
  for (std::size_t size = 0; size < answer.size(); ++size) {
    EXPECT_TRUE(std::holds_alternative<Incomplete>(read_response(answer.substr(0, size)))) << size;
  }
  const auto read = read_response(answer);
  const auto* response = std::get_if<Response>(&read);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "hello");
  EXPECT_TRUE(response->keep_alive);
  EXPECT_EQ(response->size, answer.size());
}

TEST(Response, SaysWhenTheConnectionEnds) {
  const std::string answer = "HTTP/1.1 503 Busy\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n";
  const auto read = read_response(answer);
  const auto* response = std::get_if<Response>(&read);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 503);
  EXPECT_FALSE(response->keep_alive);
}

TEST(Response, IsMalformed) {
  for (const char* bytes :
       {"220 mail.example.org ESMTP\r\n\r\n", "HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: 0\r\n\r\n", "\r\n\r\n"}) {
    EXPECT_TRUE(std::holds_alternative<Malformed>(read_response(bytes))) << bytes;
  }
}

TEST(Verdict, OfAnAnswer) {
  struct Case {
    Kind kind;
    int status;
    std::string_view body;
    Problem problem;
    bool number;
  };
  const std::vector<Case> cases = {
      {Kind::unique, 200, "<Message>Your number is 26-0001234-9.</Message>", Problem::none, true},
      {Kind::duplicate, 200, "26-0001234-9", Problem::none, true},
      {Kind::unique, 200, "Call 801-555-0100 or see 26-0001234-9", Problem::none, true},
      {Kind::unique, 200, "26-0001234-8", Problem::bad_number, false},
      {Kind::unique, 200, "<Response/>", Problem::no_number, false},
      {Kind::unique, 200, "2026-11-22, 26-123-9, 126-0001234-9, 26-0001234-", Problem::no_number,
       false},
      {Kind::unique, 503, "26-0001234-9", Problem::refused, false},
      {Kind::forged, 403, "", Problem::none, false},
      {Kind::forged, 200, "26-0001234-9", Problem::forged_accepted, false},
  };
  for (const Case& c : cases) {
    const Verdict verdict = judge(c.kind, {c.status, c.body, true, c.body.size()});
    EXPECT_EQ(to_text(verdict.problem), to_text(c.problem)) << c.body;
    EXPECT_EQ(verdict.tracking.has_value(), c.number) << c.body;
    EXPECT_EQ(verdict.status, c.status);
  }
}

TEST(Histogram, QuantilesAreCloseAndNeverTooLow) {
  Histogram histogram;
  EXPECT_EQ(histogram.quantile(0.5), 0u);
  for (std::uint64_t value = 1; value <= 1'000'000; ++value) histogram.add(value);
  for (const double share : {0.5, 0.9, 0.99, 0.999}) {
    const double exact = share * 1e6;
    const auto found = static_cast<double>(histogram.quantile(share));
    EXPECT_GE(found, exact);
    EXPECT_LE(found, exact * 1.008);
  }
  EXPECT_EQ(histogram.quantile(1), 1'000'000u);
  histogram.add(UINT64_MAX);
  EXPECT_EQ(histogram.quantile(1), UINT64_MAX);
}

TEST(Plan, KeepsItsShares) {
  Plan plan(1, 0.2, 0.01);
  std::array<int, 3> counts{};
  std::uint64_t uniques = 0;
  int newest = 0;
  for (int i = 0; i < 100'000; ++i) {
    const Planned request = plan.next();
    ++counts[static_cast<std::size_t>(request.kind)];
    if (request.kind == Kind::unique) {
      EXPECT_EQ(request.index, uniques++);
    }
    if (request.kind == Kind::duplicate) {
      ASSERT_LT(request.index, uniques);
      newest += request.index + 1 == uniques;
    }
  }
  EXPECT_NEAR(counts[1], 20'000, 500);
  EXPECT_NEAR(counts[2], 1'000, 120);
  EXPECT_NEAR(newest, counts[1] / 4, 400);
}

TEST(RequestMaker, RepeatsAMessageByteForByte) {
  RequestMaker maker(settings());
  std::string first, again, other, forged;
  maker.append_rest({Kind::unique, 5}, first);
  maker.append_rest({Kind::unique, 6}, other);
  maker.append_rest({Kind::forged, 5}, forged);
  maker.append_rest({Kind::duplicate, 5}, again);
  EXPECT_EQ(first, again);
  EXPECT_NE(first, other);
  EXPECT_NE(first, forged);
  EXPECT_THAT(first, testing::HasSubstr("%5Br5+n1%5D"));
  EXPECT_THAT(forged, testing::HasSubstr("%5Br5+n0%5D"));
  EXPECT_THAT(maker.head(), testing::HasSubstr("\r\nHost: 311.riverbend.example:8443\r\n"));
  EXPECT_NEAR(static_cast<double>(first.size()), 600, 100);
}

TEST(RequestMaker, IdsAreUnique) {
  std::set<std::string> ids;
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    ids.insert(provider_id(7, {Kind::unique, i}));
    ids.insert(provider_id(7, {Kind::forged, i}));
    ids.insert(provider_id(8, {Kind::unique, i}));
  }
  EXPECT_EQ(ids.size(), 30'000u);
  EXPECT_EQ(ids.begin()->size(), 34u);
}

TEST(Resident, NumbersAreReservedAndUnique) {
  std::set<std::string> numbers;
  for (std::uint64_t i = 0; i < max_residents; ++i) numbers.insert(phone_number(i));
  EXPECT_EQ(numbers.size(), max_residents);
  EXPECT_THAT(numbers, testing::Each(testing::MatchesRegex("\\+1[2-9][0-8][0-9]55501[0-9][0-9]")));
}

TEST(PreparedRequests, AreThoseOfThePlan) {
  RequestMaker maker(settings());
  const Plan plan(7, 0.3, 0.05);
  PreparedRequests prepared;
  ASSERT_TRUE(prepared.make(plan, 5'000, maker, 16 << 20));
  Plan again = plan;
  for (int i = 0; i < 5'000; ++i) {
    const Planned request = again.next();
    std::string expected;
    maker.append_rest(request, expected);
    ASSERT_EQ(prepared.rest(request), expected);
  }
  PreparedRequests too_many;
  EXPECT_FALSE(too_many.make(plan, 5'000, maker, 1 << 20));
}

TEST(Schedule, FixedRateCountsFromTheDueTime) {
  ScheduleSettings how;
  how.rate = 1000;
  Schedule schedule(Plan(1, 0, 0), how);
  schedule.start(1'000'000'000);
  ASSERT_TRUE(schedule.next(1'000'000'000));
  EXPECT_FALSE(schedule.next(1'000'999'999));
  EXPECT_EQ(schedule.wake_at(), 1'001'000'000);
  // The driver was away for ten milliseconds: what was due meanwhile keeps its time.
  for (int i = 1; i <= 10; ++i) {
    const auto job = schedule.next(1'010'000'000);
    ASSERT_TRUE(job);
    EXPECT_EQ(job->due, 1'000'000'000 + i * 1'000'000);
  }
  EXPECT_FALSE(schedule.next(1'010'000'000));
  schedule.stop(1'015'500'000);
  EXPECT_EQ(schedule.unsent(), 5u);
  EXPECT_TRUE(schedule.finished());
}

// Many requests out at a time, answered in random order: a resident's messages still go one by one,
// and no repeat overtakes its original.
TEST(Schedule, KeepsEachResidentsOrder) {
  ScheduleSettings how;
  how.requests = 20'000;
  how.ordered = true;
  how.residents = 7;
  how.max_deferred = 50;
  Schedule schedule(Plan(3, 0.3, 0.02), how);
  Random random(5);
  std::vector<Planned> out;
  std::set<std::uint64_t> sent, under_way;
  std::vector<std::uint64_t> last(how.residents);
  std::uint64_t total = 0;
  while (!schedule.finished() || !out.empty()) {
    while (const auto job = schedule.next(0)) {
      const Planned request = job->request;
      const Authorship author = authorship(request.index, how.residents);
      ++total;
      out.push_back(request);
      if (request.kind == Kind::duplicate) {
        ASSERT_TRUE(sent.contains(request.index));
      }
      if (request.kind != Kind::unique) continue;
      ASSERT_TRUE(under_way.insert(author.resident).second);
      ASSERT_EQ(author.number, ++last[author.resident]);
      sent.insert(request.index);
    }
    ASSERT_FALSE(out.empty());
    std::swap(out[random.below(out.size())], out.back());
    const Planned done = out.back();
    out.pop_back();
    if (done.kind == Kind::unique) under_way.erase(authorship(done.index, how.residents).resident);
    schedule.answered(done);
  }
  EXPECT_EQ(total, how.requests);
}

}  // namespace
}  // namespace crosstown::load
