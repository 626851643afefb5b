// What is kept, what is left out, how much, and what forged names do.
#include "daemon/quarantine/quarantine.h"

#include <gmock/gmock.h>

#include "daemon/quarantine/request_file.h"
#include "tests/daemon/quarantine/sample_request.h"
#include "tests/store/content/scratch.h"

namespace crosstown {
namespace {
namespace fs = std::filesystem;
using testing::contents_of;
using ::testing::ElementsAre;
using testing::files_below;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::open_quarantine;
using ::testing::Pair;
using testing::SampleRequest;
using testing::ScratchFolder;
using testing::write_file;

class QuarantineTest : public ::testing::Test {
 protected:
  std::unique_ptr<Quarantine> opened(QuarantineLimits limits = {}) {
    auto quarantine = open_quarantine(folder_, limits);
    EXPECT_TRUE(quarantine);
    return quarantine;
  }
  fs::path path_of(std::string_view id, std::string_view channel = "city-sms") const {
    return folder_ / channel / (std::string(id) + ".request");
  }
  std::string kept(Quarantine& quarantine, const SampleRequest& sample = {}) {
    const auto id = quarantine.keep(sample.suspect());
    EXPECT_TRUE(id) << (id ? "" : to_text(id.error()));
    return id ? *id : std::string();
  }

  ScratchFolder scratch_;
  fs::path folder_ = scratch_.path() / "quarantine";
};

TEST_F(QuarantineTest, GivesBackTheRequestAsItCame) {
  const auto quarantine = opened();
  const SampleRequest sample;
  const auto kept_request = quarantine->load(kept(*quarantine, sample));
  ASSERT_TRUE(kept_request);
  EXPECT_EQ(kept_request->channel, "city-sms");
  EXPECT_EQ(kept_request->time, sample.time);
  EXPECT_EQ(kept_request->code, "bad_signature");
  EXPECT_EQ(kept_request->detail, "X-Twilio-Signature does not match");
  EXPECT_EQ(kept_request->method, "POST");
  EXPECT_EQ(kept_request->target, "/hooks/city-sms?bodySHA256=1");
  EXPECT_EQ(kept_request->public_url, "https://311.riverbend.example");
  EXPECT_EQ(kept_request->body, sample.body);
  EXPECT_EQ(kept_request->body_size, sample.body.size());

  std::vector<Header> headers;
  const HttpRequest view = view_of(*kept_request, headers);
  EXPECT_EQ(view.header("x-twilio-signature"), "c2lnbmF0dXJl");
  EXPECT_EQ(view.body, sample.body);
}

TEST_F(QuarantineTest, KeepsTheSignatureButNoCredentialsAndNoWholeAddress) {
  const auto quarantine = opened();
  const std::string id = kept(*quarantine);
  EXPECT_THAT(quarantine->load(id)->headers,
              ElementsAre(Pair("Host", "311.riverbend.example"),
                          Pair("X-Twilio-Signature", "c2lnbmF0dXJl")));
  const std::string file = contents_of(path_of(id));
  EXPECT_THAT(file, Not(HasSubstr("c2VjcmV0")));
  EXPECT_THAT(file, Not(HasSubstr("203.0.113.77")));
  EXPECT_EQ(fs::status(path_of(id)).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(QuarantineTest, TakesAnyBytes) {
  std::string every;
  for (int byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
  const auto quarantine = opened();
  SampleRequest sample;
  sample.headers[0] = {"X-Odd", every};
  for (const std::string& body :
       {std::string(), std::string("\n{}\n"), every, std::string(300'000, '\n')}) {
    sample.body = body;
    const auto request = quarantine->load(kept(*quarantine, sample));
    ASSERT_TRUE(request) << to_text(request.error());
    EXPECT_TRUE(request->body == body);
    EXPECT_EQ(request->headers[0].second, every);
  }
}

TEST_F(QuarantineTest, ReadsALongHead) {
  const auto quarantine = opened();
  const std::string value(100'000, 'v');
  SampleRequest sample;
  sample.headers[0] = {"X-Long", value};
  EXPECT_EQ(quarantine->load(kept(*quarantine, sample))->headers[0].second, value);
}

TEST_F(QuarantineTest, ListsOneChannelOldestFirst) {
  const auto quarantine = opened();
  std::vector<std::string> ids;
  SampleRequest sample;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(kept(*quarantine, sample));
    sample.time += std::chrono::seconds(1);
  }
  sample.channel = "kiosk";
  (void)kept(*quarantine, sample);
  const auto list = quarantine->list("city-sms");
  ASSERT_TRUE(list);
  std::vector<std::string> listed;
  for (const QuarantineSummary& summary : *list) listed.push_back(summary.id);
  EXPECT_EQ(listed, ids);
  EXPECT_EQ(list->front().peer, "203.0.113.0/24");
  EXPECT_EQ(list->front().body_size, sample.body.size());
  EXPECT_THAT(list->front().damage, IsEmpty());
  EXPECT_THAT(*quarantine->list("never-seen"), IsEmpty());
}

TEST_F(QuarantineTest, KeepsTheOldestWhenTheEntriesAreUsedUp) {
  const auto quarantine = opened({.entries = 2});
  const std::string first = kept(*quarantine);
  const std::string second = kept(*quarantine);
  for (int i = 0; i < 3; ++i) {
    const auto refused = quarantine->keep(SampleRequest().suspect());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, QuarantineFault::full);
  }
  EXPECT_EQ(quarantine->usage().at("city-sms").not_kept, 3U);
  EXPECT_EQ(quarantine->usage().at("city-sms").entries, 2U);
  EXPECT_TRUE(quarantine->load(first) && quarantine->load(second));

  SampleRequest other;
  other.channel = "kiosk";
  EXPECT_TRUE(quarantine->keep(other.suspect())) << "each channel has its own quota";
  ASSERT_TRUE(quarantine->drop(first));
  EXPECT_TRUE(quarantine->keep(SampleRequest().suspect())) << "room again";
}

TEST_F(QuarantineTest, SoManyMayWaitForTheDisk) {
  const auto quarantine = opened({.waiting = 2});
  const auto fault = [&](std::string_view channel) {
    const auto place = quarantine->take_place(channel);
    return place ? "a place" : name_of(place.error().fault);
  };
  {
    auto first = quarantine->take_place("city-sms");
    const auto second = quarantine->take_place("city-sms");
    ASSERT_TRUE(first && second);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(fault("city-sms"), "busy");
    EXPECT_EQ(fault("kiosk"), "a place") << "each channel has its own line";
    first->reset();
    EXPECT_EQ(fault("city-sms"), "a place");
    EXPECT_TRUE(quarantine->keep(SampleRequest().suspect()));
  }
  EXPECT_EQ(quarantine->usage().at("city-sms").not_kept, 3U);
  EXPECT_EQ(quarantine->usage().at("city-sms").entries, 1U);
  EXPECT_EQ(fault("city-sms"), "a place");
  EXPECT_EQ(fault("../x"), "invalid_channel");
}

TEST_F(QuarantineTest, WhatFindsItFullIsCountedWithoutTheDisk) {
  const auto quarantine = opened({.entries = 1});
  (void)kept(*quarantine);
  for (int i = 0; i < 3; ++i) {
    const auto place = quarantine->take_place("city-sms");
    ASSERT_FALSE(place);
    EXPECT_EQ(place.error().fault, QuarantineFault::full);
  }
  EXPECT_EQ(quarantine->usage().at("city-sms").not_kept, 3U);
}

TEST_F(QuarantineTest, HoldsTheBytesToTheLast) {
  std::uint64_t size = 0;
  {
    const auto quarantine = opened();
    size = fs::file_size(path_of(kept(*quarantine)));
    EXPECT_EQ(quarantine->usage().at("city-sms").bytes, size);
  }
  EXPECT_FALSE(opened({.bytes = 2 * size - 1})->keep(SampleRequest().suspect()));
  EXPECT_TRUE(opened({.bytes = 2 * size})->keep(SampleRequest().suspect()));
  EXPECT_FALSE(opened({.bytes = size / 2})->keep(SampleRequest().suspect()));
}

TEST_F(QuarantineTest, RefusesWhatIsTooLarge) {
  const auto quarantine = opened({.body = 10});
  SampleRequest sample;
  for (const auto& [size, fits] : {std::pair{10, true}, std::pair{11, false}}) {
    sample.body.assign(static_cast<std::size_t>(size), 'x');
    const auto id = quarantine->keep(sample.suspect());
    EXPECT_EQ(id.has_value(), fits) << size;
    if (!fits) {
      EXPECT_EQ(id.error().fault, QuarantineFault::too_large);
    }
  }
  const std::string value(max_request_head, 'v');
  sample.body.clear();
  sample.headers[0] = {"X-Long", value};
  EXPECT_EQ(quarantine->keep(sample.suspect()).error().fault, QuarantineFault::too_large);
  EXPECT_EQ(quarantine->usage().at("city-sms").not_kept, 2U);
  EXPECT_EQ(quarantine->usage().at("city-sms").entries, 1U);
}

TEST_F(QuarantineTest, CountsAgainAtStart) {
  QuarantineUsage before;
  {
    const auto quarantine = opened();
    for (int i = 0; i < 3; ++i) (void)kept(*quarantine);
    before = quarantine->usage().at("city-sms");
  }
  write_file(folder_ / "city-sms" / "0011223344556677.part", "left by a crash");
  write_file(folder_ / "city-sms" / "notes.txt", "not ours");
  write_file(folder_ / "Not A Channel" / "x", "not ours");
  write_file(folder_ / "file", "not a folder");

  const auto quarantine = opened();
  ASSERT_EQ(quarantine->usage().size(), 1U);
  EXPECT_EQ(quarantine->usage().at("city-sms").entries, before.entries);
  EXPECT_EQ(quarantine->usage().at("city-sms").bytes, before.bytes);
  EXPECT_EQ(files_below(folder_, ".part"), 0U);
  EXPECT_EQ(quarantine->list("city-sms")->size(), 3U);
}

TEST_F(QuarantineTest, DropsOnceAndKeepsTheBooks) {
  const auto quarantine = opened();
  const std::string id = kept(*quarantine);
  ASSERT_TRUE(quarantine->drop(id));
  EXPECT_EQ(quarantine->usage().at("city-sms").entries, 0U);
  EXPECT_EQ(quarantine->usage().at("city-sms").bytes, 0U);
  EXPECT_EQ(quarantine->drop(id).error().fault, QuarantineFault::not_found);
  EXPECT_EQ(quarantine->load(id).error().fault, QuarantineFault::not_found);
  EXPECT_EQ(files_below(folder_), 0U);
}

TEST_F(QuarantineTest, RefusesNamesThatAreNoChannel) {
  const auto quarantine = opened();
  for (const std::string& name :
       {std::string(), std::string("."), std::string(".."), std::string("../x"), std::string("a/b"),
        std::string("/etc"), std::string("City"), std::string("-x"), std::string("a_b"),
        std::string("a\0b", 3), std::string("a\n"), std::string(64, 'a')}) {
    SampleRequest sample;
    sample.channel = name;
    const auto id = quarantine->keep(sample.suspect());
    ASSERT_FALSE(id) << name;
    EXPECT_EQ(id.error().fault, QuarantineFault::invalid_channel) << name;
    EXPECT_EQ(quarantine->list(name).error().fault, QuarantineFault::invalid_channel) << name;
  }
  EXPECT_THAT(quarantine->usage(), IsEmpty());
  EXPECT_EQ(files_below(folder_), 0U);
}

TEST_F(QuarantineTest, RefusesIdsThatAreNoUuid) {
  const auto quarantine = opened();
  const std::string id = kept(*quarantine);
  write_file(folder_ / "secret.request", "x");
  std::string upper = id;
  upper[id.find_first_of("abcdef")] -= 'a' - 'A';
  std::string version_4 = id;
  version_4[14] = '4';
  std::string variant = id;
  variant[19] = 'c';
  for (const std::string& tampered :
       {std::string(), std::string("../secret"), id.substr(1), id + "0", upper, version_4, variant,
        id + '\0', "../" + id.substr(3), id.substr(0, 35) + "/", id.substr(0, 35) + "\n"}) {
    EXPECT_EQ(quarantine->load(tampered).error().fault, QuarantineFault::invalid_id) << tampered;
    EXPECT_EQ(quarantine->drop(tampered).error().fault, QuarantineFault::invalid_id) << tampered;
  }
  EXPECT_TRUE(quarantine->load(id));
}

}  // namespace
}  // namespace crosstown
