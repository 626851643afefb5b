// Every fixture of the skill: channels/voice/fixtures/<locale>/<case>.json is a dialogue, turn by
// turn. A request is what Alexa sends as `request`; what is around it, and the session's attributes
// from turn to turn, are filled in. A response is told by what it has to have:
//   says, lacks, reprompts: parts of the speech · elicits: a slot · confirms · ends · card: parts ·
//   no_card · empty · can_fulfill, slots · kept: parts of the message that is kept · asks_status ·
//   asks_last · remembers · notes_text: the request and the number to text, null: none
// `given` says what the daemon knows: status, last, place, kept ("away": it does not answer), now,
// texts_noted ("away"); `texts`: that the city has a channel to text by.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <filesystem>

#include "channels/voice/alexa.h"
#include "channels/voice/envelope.h"
#include "tests/channels/request_file.h"
#include "tests/channels/voice/amazon.h"
#include "tests/channels/voice/example_desk.h"
#include "tests/channels/voice/response_shape.h"
#include "tests/config/fixture.h"

namespace crosstown::alexa {
namespace {

namespace fs = std::filesystem;
namespace dom = simdjson::dom;
using ::testing::HasSubstr;
using ::testing::Not;
using Found = simdjson::simdjson_result<dom::element>;

const Time sunday = Time(std::chrono::seconds(1795348800));  // 2026-11-22T12:00:00Z

std::string text(Found found) {
  std::string_view value;
  return found.get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

std::vector<std::string> texts(Found found) {
  std::vector<std::string> out;
  dom::array list;
  if (found.get(list) != simdjson::SUCCESS) return out;
  for (const dom::element each : list) out.push_back(text(Found(dom::element{each})));
  return out;
}

std::string minified(Found found) {
  dom::element element;
  return found.get(element) == simdjson::SUCCESS ? simdjson::minify(element) : "{}";
}

bool has(Found found) { return found.error() == simdjson::SUCCESS; }

// What the daemon was asked for in one turn.
struct Asked {
  std::string status;
  bool last = false;
  std::optional<std::string> remembers;
  std::string text;
  std::optional<Message> kept;
};

// The daemon, as `given` has it.
class Daemon {
 public:
  Daemon(Found given, Asked& asked) : given_(given), asked_(asked) {}

  dialogue::Fact operator()(const dialogue::WantStatus& want) {
    asked_.status = want.tracking;
    return status(given_.at_key("status"), want.tracking);
  }
  dialogue::Fact operator()(const dialogue::WantLastStatus&) {
    asked_.last = true;
    return status(given_.at_key("last"), text(given_.at_key("last").at_key("tracking")));
  }
  dialogue::Fact operator()(const dialogue::WantKept& want) {
    asked_.kept = want.message;
    const std::string number = text(given_.at_key("kept"));
    return dialogue::ToldKept{number == "away" ? "" : number};
  }
  dialogue::Fact operator()(const dialogue::WantAddress&) {
    const std::string place = text(given_.at_key("place"));
    if (place == "away") return dialogue::ToldAddress{};
    return dialogue::ToldAddress{true, place == "none" ? "" : place};
  }
  dialogue::Fact operator()(const dialogue::WantAddressNoted& want) {
    asked_.remembers = want.address;
    return dialogue::ToldAddress{true, want.address};
  }
  dialogue::Fact operator()(const dialogue::WantTextNoted& want) {
    asked_.text = want.tracking + ' ' + want.phone;
    return dialogue::ToldText{text(given_.at_key("texts_noted")) != "away"};
  }

 private:
  static dialogue::ToldStatus status(Found told, std::string tracking) {
    dialogue::ToldStatus out;
    if (text(told) == "away") return out;
    out.reachable = true;
    bool found = false;
    out.found = told.at_key("found").get(found) == simdjson::SUCCESS && found;
    out.tracking = std::move(tracking);
    out.status = text(told.at_key("status"));
    out.queue_name = text(told.at_key("queue"));
    out.opened = text(told.at_key("opened"));
    out.reply = text(told.at_key("reply"));
    return out;
  }

  Found given_;
  Asked& asked_;
};

class Fixture : public ::testing::TestWithParam<fs::path> {
 protected:
  Fixture()
      : adapter_(VerifierSettings{std::string(skill)}, TrustRoots::system(), "+18015550100"),
        texting_(VerifierSettings{std::string(skill)}, TrustRoots::system(), "+18015550100", {},
                 "city-sms") {}

  static const dialogue::ExampleDesk& city() {
    static const dialogue::ExampleDesk made;
    return made;
  }

  // One turn, as the daemon drives it.
  std::string answer(const std::string& body, Time now, Found given, Asked& asked) {
    SignedRequest request;
    request.body = body;
    const Alexa& adapter = has(given.at_key("texts")) ? texting_ : adapter_;
    Step step = adapter.receive(request.view(), {.now = now, .vouched = true});
    if (auto* const need = std::get_if<Need>(&step))
      step = adapter.resume({}, talk(std::get<NeedDialogue>(*need).turn, now, given, asked));
    const auto* const told = std::get_if<Answer>(&step);
    EXPECT_NE(told, nullptr);
    return told ? told->body : "{}";
  }

  static Fulfilment talk(const dialogue::Turn& turn, Time now, Found given, Asked& asked) {
    const dialogue::Desk desk = city().desk();
    dialogue::Step step = dialogue::talk(turn, desk, now);
    for (int wants = 0; std::holds_alternative<dialogue::Want>(step); ++wants) {
      EXPECT_LT(wants, 2);
      const auto want = std::get<dialogue::Want>(step);
      step = dialogue::go_on(turn, desk, now, want, std::visit(Daemon(given, asked), want));
    }
    return std::get<dialogue::Reply>(step);
  }

  Alexa adapter_;
  Alexa texting_;
};

void expect_speech(Found response, Found expected) {
  const std::string speech = text(response.at_key("outputSpeech").at_key("ssml"));
  const std::string again = text(response.at_key("reprompt").at_key("outputSpeech").at_key("ssml"));
  for (const auto& part : texts(expected.at_key("says"))) EXPECT_THAT(speech, HasSubstr(part));
  for (const auto& part : texts(expected.at_key("lacks")))
    EXPECT_THAT(speech, Not(HasSubstr(part)));
  for (const auto& part : texts(expected.at_key("reprompts"))) EXPECT_THAT(again, HasSubstr(part));
  bool ends = false;
  if (expected.at_key("ends").get(ends) != simdjson::SUCCESS) return;
  bool ended = false;
  EXPECT_EQ(response.at_key("shouldEndSession").get(ended), simdjson::SUCCESS);
  EXPECT_EQ(ended, ends);
  EXPECT_EQ(again.empty(), ends) << "what stays open asks again";
}

void expect_asking(Found response, Found expected) {
  const Found directive = response.at_key("directives").at(0);
  const std::string type = text(directive.at_key("type"));
  if (has(expected.at_key("elicits"))) {
    EXPECT_EQ(type, "Dialog.ElicitSlot");
    EXPECT_EQ(text(directive.at_key("slotToElicit")), text(expected.at_key("elicits")));
  } else if (has(expected.at_key("confirms"))) {
    EXPECT_EQ(type, "Dialog.ConfirmIntent");
  } else {
    EXPECT_EQ(type, "");
  }
}

void expect_card(Found response, Found expected) {
  const std::string content = text(response.at_key("card").at_key("content"));
  for (const auto& part : texts(expected.at_key("card"))) EXPECT_THAT(content, HasSubstr(part));
  if (has(expected.at_key("no_card"))) {
    EXPECT_FALSE(has(response.at_key("card")));
  }
}

void expect_kept(const Asked& asked, Found expected) {
  const Found kept = expected.at_key("kept");
  ASSERT_EQ(asked.kept.has_value(), has(kept));
  if (!asked.kept) return;
  EXPECT_EQ(asked.kept->from, "amzn1.ask.account.RESIDENT");
  EXPECT_THAT(asked.kept->text, HasSubstr(text(kept.at_key("text"))));
  ASSERT_TRUE(asked.kept->intent);
  if (has(kept.at_key("intent"))) {
    EXPECT_EQ(asked.kept->intent->name, text(kept.at_key("intent")));
  }
  if (has(kept.at_key("place"))) {
    ASSERT_TRUE(asked.kept->place);
    EXPECT_EQ(asked.kept->place->address, text(kept.at_key("place")));
  }
  if (has(kept.at_key("phone"))) {
    EXPECT_THAT(asked.kept->text, HasSubstr(text(kept.at_key("phone"))));
  }
}

void expect_asked(const Asked& asked, Found expected) {
  EXPECT_EQ(asked.status, text(expected.at_key("asks_status")));
  if (has(expected.at_key("asks_last"))) {
    EXPECT_TRUE(asked.last);
  }
  EXPECT_EQ(asked.text, text(expected.at_key("notes_text")));
  const Found remembers = expected.at_key("remembers");
  if (!has(remembers)) return;
  EXPECT_EQ(asked.remembers.has_value(), remembers.is_string());
  if (asked.remembers) {
    EXPECT_EQ(*asked.remembers, text(remembers));
  }
}

void expect_can_fulfil(Found response, Found expected) {
  if (!has(expected.at_key("can_fulfill"))) return;
  const Found can = response.at_key("canFulfillIntent");
  EXPECT_EQ(text(can.at_key("canFulfill")), text(expected.at_key("can_fulfill")));
  dom::object slots;
  if (expected.at_key("slots").get(slots) != simdjson::SUCCESS) return;
  for (const auto [name, value] : slots) {
    EXPECT_EQ(text(can.at_key("slots").at_key(name).at_key("canFulfill")),
              text(Found(dom::element{value})));
  }
}

TEST_P(Fixture, IsAnsweredAsExpected) {
  dom::parser parser;
  const std::string file = read_file(GetParam());
  const Found fixture = parser.parse(file.data(), file.size());
  const Found given = fixture.at_key("given");
  const Time now = iso_time(text(given.at_key("now"))).value_or(sunday);
  const std::string locale = GetParam().parent_path().filename();
  std::string attributes = "{}";
  dom::array turns;
  ASSERT_EQ(fixture.at_key("turns").get(turns), simdjson::SUCCESS);
  std::size_t number = 0;
  for (const dom::element turn : turns) {
    SCOPED_TRACE(fmt::format("turn {}", ++number));
    const std::string request = minified(turn["request"]);
    const std::string id = fmt::format("amzn1.echo-api.request.{}", number);
    Asked asked;
    const std::string body = answer(
        envelope({.request = request, .attributes = attributes, .locale = locale, .id = id}, now),
        now, given, asked);
    SCOPED_TRACE(body);
    EXPECT_THAT(shape_mistakes(body), ::testing::IsEmpty());
    dom::parser own;
    const Found root = own.parse(body.data(), body.size());
    const Found response = root.at_key("response");
    const Found expected = turn["response"];
    expect_speech(response, expected);
    expect_asking(response, expected);
    expect_card(response, expected);
    expect_kept(asked, expected);
    expect_asked(asked, expected);
    expect_can_fulfil(response, expected);
    if (has(expected.at_key("empty"))) {
      EXPECT_EQ(minified(response), "{}");
    }
    attributes = minified(root.at_key("sessionAttributes"));
  }
}

std::vector<fs::path> fixtures() {
  std::vector<fs::path> found;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(SOURCE_DIR) / "channels/voice/fixtures")) {
    if (entry.path().extension() == ".json") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string name_of(const ::testing::TestParamInfo<fs::path>& each) {
  const std::string locale = each.param.parent_path().filename();
  return replaced(locale + "_" + each.param.stem().string(), "-", "_");
}

INSTANTIATE_TEST_SUITE_P(Skill, Fixture, ::testing::ValuesIn(fixtures()), name_of);

}  // namespace
}  // namespace crosstown::alexa
