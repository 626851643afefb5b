// Dead letters and what the spool set aside: listed, shown, replayed, dropped, and each request
// goes on saying where its messages lie.
#include "router/store/dead_letters.h"

#include <thread>

#include "tests/store/queue_fixture.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Outcome = DeadLetters::Outcome;
using testing::delivery;
using testing::QueueFixture;
using testing::redis_cli;
using testing::RedisServer;
using testing::Running;
using testing::TempFolder;

TEST(DeadIds, OnesThatAreWrittenSoAreRead) {
  struct {
    std::string_view text;
    bool good;
  } const cases[] = {{"0-1795363445123-0", true},
                     {"3-1-18446744073709551615", true},
                     {"spool-0-17", true},
                     {"4-1-0", false},
                     {"-1-1-0", false},
                     {"0-1795363445123", false},
                     {"0-1-0-0", false},
                     {"spool-0-17-0", false},
                     {"spool-4-1", false},
                     {"spool-0-", false},
                     {"0-a-0", false},
                     {"", false},
                     {"0-+1-0", false},
                     {"spool", false},
                     {"0- 1-0", false}};
  for (const auto& [text, good] : cases) {
    const auto id = parse_dead_id(text, 4);
    EXPECT_EQ(id.has_value(), good) << text;
    if (id) {
      EXPECT_EQ(to_text(*id), text);
    }
  }
}

class Dead : public QueueFixture {
 protected:
  Dead() : QueueFixture(hasty()) {}

  static std::vector<QueueSettings> hasty() {
    auto queues = testing::two_queues();
    for (QueueSettings& queue : queues) queue.max_deliveries = 1;
    return queues;
  }
  DeadLetters& dead() { return running_->store().dead_letters(); }
  void bury_all() {
    (void)take();
    let_all_lie();
    care();
  }
  std::vector<DeadLetter> all(std::optional<DeadId> after = {}, std::size_t limit = 100) {
    auto letters = running_->run(dead().list(after, limit));
    EXPECT_TRUE(letters);
    return letters.value_or(std::vector<DeadLetter>{});
  }
  Outcome replay(const DeadId& id, const std::string& queue = {}) {
    return running_->run(dead().replay(id, queue)).outcome;
  }
  Outcome drop(const DeadId& id) { return running_->run(dead().drop(id)).outcome; }
};

TEST_F(Dead, ArePagedOldestFirst) {
  const auto numbers = keep(5);
  bury_all();
  std::vector<std::string> listed;
  std::optional<DeadId> after;
  for (const std::size_t expected : {2U, 2U, 1U, 0U}) {
    const auto page = all(after, 2);
    EXPECT_EQ(page.size(), expected);
    for (const DeadLetter& letter : page) listed.push_back(letter.tracking);
    if (!page.empty()) after = page.back().id;
  }
  EXPECT_EQ(listed, numbers);
}

TEST_F(Dead, TellWhatTheyAre) {
  const auto numbers = keep(1);
  bury_all();
  const auto letters = all();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].channel, "city-sms");
  EXPECT_EQ(letters[0].deliveries, 1);
  EXPECT_EQ(letters[0].reason, "no worker finished it in 1 delivery");
  EXPECT_GT(letters[0].time, Time{});
  EXPECT_EQ(letters[0].event, "") << "not in a list";
  const auto found = running_->run(dead().find(letters[0].id));
  EXPECT_EQ(found.outcome, Outcome::done);
  EXPECT_THAT(found.letter.event, HasSubstr(R"({"id":"SM0","subject":")" + numbers[0]));
}

TEST_F(Dead, AReplayedOneIsAsIfNeverDelivered) {
  const auto numbers = keep(1);
  const auto before = entry("queue:public-works:normal", place(numbers[0]));
  bury_all();
  const DeadId id = all().at(0).id;
  EXPECT_EQ(replay(id), Outcome::done);
  EXPECT_EQ(replay(id), Outcome::missing) << "once";
  EXPECT_THAT(all(), IsEmpty());
  const auto ids = take();
  ASSERT_EQ(ids.size(), 1U);
  EXPECT_EQ(entry("queue:public-works:normal", ids[0]), before);
  EXPECT_EQ(place(numbers[0]), ids[0]);
}

TEST_F(Dead, ReplayedToAnotherQueueTheEventSaysSo) {
  const auto first = running_->keep(delivery("SM1", "c1"));
  (void)running_->keep(delivery("SM2", "c1"));
  bury_all();
  for (const DeadLetter& letter : all()) EXPECT_EQ(replay(letter.id, "front-desk"), Outcome::done);
  EXPECT_EQ(length("queue:public-works:normal"), "0");
  const auto lines =
      testing::lines_of(redis("XRANGE 'ct:{0}:queue:front-desk:normal' - + COUNT 1"));
  ASSERT_EQ(lines.size(), 11U);
  EXPECT_THAT(lines[8], HasSubstr(R"("routing":{"queue":"front-desk","type":"pothole"}}})"));
  EXPECT_EQ(place(first.tracking), "queue:front-desk:normal:" + lines[0]);
  EXPECT_THAT(later_places(first.tracking),
              ElementsAre(::testing::StartsWith("queue:front-desk:normal:")));
  // And from there, too, it comes back, dies, and is found.
  (void)redis("XREADGROUP GROUP workers w COUNT 1 STREAMS 'ct:{0}:queue:front-desk:normal' '>'");
  (void)redis("XCLAIM 'ct:{0}:queue:front-desk:normal' workers w 0 " + lines[0] + " IDLE 600000");
  care();
  EXPECT_EQ(place(first.tracking), "dead:" + all().at(0).id.entry);
}

TEST_F(Dead, ADroppedOneStaysInItsRequestsThread) {
  const auto numbers = keep(1);
  bury_all();
  const DeadId id = all().at(0).id;
  EXPECT_EQ(drop(id), Outcome::done);
  EXPECT_EQ(drop(id), Outcome::missing);
  EXPECT_THAT(all(), IsEmpty());
  const auto thread = testing::lines_of(redis("XRANGE 'ct:{0}:thread:" + numbers[0] + "' - +"));
  ASSERT_EQ(thread.size(), 11U);
  EXPECT_THAT(thread[4], HasSubstr(R"({"id":"SM0")"));
  EXPECT_EQ(thread[9], "dropped");
  EXPECT_EQ(place(numbers[0]), "thread:" + thread[0]);
}

TEST_F(Dead, NothingMovesWhileTheBooksAreCounted) {
  keep(1);
  bury_all();
  const DeadId id = all().at(0).id;
  (void)redis("SET 'ct:{0}:audit' 1");
  EXPECT_EQ(replay(id), Outcome::busy);
  EXPECT_EQ(drop(id), Outcome::busy);
  (void)redis("DEL 'ct:{0}:audit'");
  EXPECT_EQ(drop(id), Outcome::done);
}

TEST_F(Dead, WithoutRedisNothingIsClaimed) {
  keep(1);
  bury_all();
  const DeadId id = all().at(0).id;
  redis_.stop(SIGKILL);
  while (running_->store().health().up) std::this_thread::yield();
  EXPECT_FALSE(running_->run(dead().list(std::nullopt, 10)));
  EXPECT_EQ(replay(id), Outcome::unavailable);
  EXPECT_EQ(running_->run(dead().find(id)).outcome, Outcome::unavailable);
}

// What the spool set aside, put there as the lane does it.
class SetAside : public ::testing::Test {
 protected:
  SetAside() {
    StoreSettings settings = redis_.settings();
    settings.spool_path = (folder_.path() / "spool").string();
    settings.spool_limit = 16 << 20;
    {
      SpoolFile file({settings.spool_path, settings.spool_limit, 1});
      SpoolFile::Change change(file);
      change.reserve(0, 26, 1, 10);
      for (const char* id : {"SM1", "SM2"}) {
        Delivery one = delivery(id, std::string("c") + id);
        change.keep(0, one, testing::test_clock());
        told_.push_back(one.tracking);
      }
      change.set_aside(0, 1, "WRONGTYPE");
      change.set_aside(0, 2, "OOM");
      EXPECT_EQ(change.commit(), "");
    }
    running_ = std::make_unique<Running>(settings);
    while (!running_->store().health().up) std::this_thread::yield();
  }
  DeadLetters& dead() { return running_->store().dead_letters(); }
  std::vector<DeadLetter> all(std::optional<DeadId> after = {}, std::size_t limit = 100) {
    return running_->run(dead().list(after, limit)).value();
  }

  RedisServer redis_;
  TempFolder folder_;
  std::vector<std::string> told_;
  std::unique_ptr<Running> running_;
};

TEST_F(SetAside, IsListedBehindTheDeadLettersOfRedis) {
  (void)redis_cli(redis_, "XADD 'ct:{0}:dead' 7-0 tracking 26-0001234-9 queue front-desk");
  const auto letters = all();
  ASSERT_EQ(letters.size(), 3U);
  EXPECT_EQ(to_text(letters[0].id), "0-7-0");
  EXPECT_EQ(to_text(letters[1].id), "spool-0-1");
  EXPECT_EQ(letters[1].tracking, told_[0]);
  EXPECT_EQ(letters[1].reason, "WRONGTYPE");
  EXPECT_EQ(all(letters[0].id, 1).at(0).tracking, told_[0]);
  EXPECT_EQ(all(letters[1].id, 1).at(0).tracking, told_[1]);
  EXPECT_THAT(all(letters[2].id, 1), IsEmpty());
  EXPECT_THAT(running_->run(dead().find(letters[1].id)).letter.event, HasSubstr(R"("id":"SM1")"));
}

TEST_F(SetAside, ReplayedItGoesToRedisUnderTheNumberThatWasTold) {
  for (const DeadLetter& letter : all())
    EXPECT_EQ(running_->run(dead().replay(letter.id, "front-desk")).outcome, Outcome::done);
  while (running_->store().health().spool.entries > 0) std::this_thread::yield();
  EXPECT_THAT(all(), IsEmpty());
  EXPECT_EQ(running_->store().health().spool.aside, 0U);
  EXPECT_EQ(redis_cli(redis_, "XLEN 'ct:{0}:queue:front-desk:normal'"), "2\n");
  for (const std::string& number : told_)
    EXPECT_EQ(running_->run(running_->store().request(number)).record->queue, "front-desk");
}

TEST_F(SetAside, DroppedItIsGone) {
  const DeadId id = all().at(0).id;
  EXPECT_EQ(running_->run(dead().drop(id)).outcome, Outcome::done);
  EXPECT_EQ(running_->run(dead().drop(id)).outcome, Outcome::missing);
  EXPECT_EQ(running_->run(dead().replay(id, "")).outcome, Outcome::missing);
  EXPECT_EQ(all().size(), 1U);
  EXPECT_FALSE(running_->run(running_->store().request(told_[0])).record);
  EXPECT_TRUE(running_->run(running_->store().request(told_[1])).record);
}

}  // namespace
}  // namespace crosstown
